import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An OCI content descriptor. */
export interface Content {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
    readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
    readonly artifactType?: string;
}

const ociType = (name: string): string => `application/vnd.oci.image.${name}`;

/** An OCI image layout in a temporary folder, with small images made of real layers, which skopeo pushes. */
export class Layout {
    readonly folder = mkdtempSync(join(tmpdir(), "imagesync-layout-"));
    private readonly named = new Map<string, object>();

    constructor() {
        mkdirSync(join(this.folder, "blobs/sha256"), { recursive: true });
        writeFileSync(join(this.folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    }

    blob(mediaType: string, bytes: Buffer): Content {
        const hash = createHash("sha256").update(bytes).digest("hex");
        writeFileSync(join(this.folder, "blobs/sha256", hash), bytes);
        return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
    }

    /** A layer with one file that holds this text. */
    layer(text: string): Content {
        return this.blob(ociType("layer.v1.tar+gzip"), gzipSync(tar("content.txt", Buffer.from(text))));
    }

    /** An image of these layers for one platform, `os/architecture[/variant]`. */
    image(layers: readonly Content[], platform = "linux/amd64"): Content {
        const [os = "", architecture = "", variant] = platform.split("/");
        const diffIds = layers.map(({ digest }) => digest);
        const config = { os, architecture, variant, rootfs: { type: "layers", diff_ids: diffIds }, config: {} };
        const content = this.json(ociType("manifest.v1+json"), {
            schemaVersion: 2,
            mediaType: ociType("manifest.v1+json"),
            config: this.json(ociType("config.v1+json"), config),
            layers,
        });
        return { ...content, platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } };
    }

    index(manifests: readonly Content[]): Content {
        const mediaType = ociType("index.v1+json");
        return this.json(mediaType, { schemaVersion: 2, mediaType, manifests });
    }

    /** Something that is no image, such as a Helm chart; with a subject it is a referrer, such as a signature. */
    artifact(artifactType: string, text: string, subject?: Content): Content {
        const mediaType = ociType("manifest.v1+json");
        const manifest = {
            schemaVersion: 2,
            mediaType,
            artifactType,
            config: this.blob("application/vnd.oci.empty.v1+json", Buffer.from("{}")),
            layers: [this.blob("text/plain", Buffer.from(text))],
            ...(subject ? { subject: bare(subject) } : {}),
        };
        return { ...this.json(mediaType, manifest), artifactType };
    }

    /** Gives it a name. Answers how skopeo calls it. */
    name(name: string, content: Content): string {
        this.named.set(name, { ...content, annotations: { "org.opencontainers.image.ref.name": name } });
        const index = { schemaVersion: 2, manifests: [...this.named.values()] };
        writeFileSync(join(this.folder, "index.json"), JSON.stringify(index));
        return `oci:${this.folder}:${name}`;
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    private json(mediaType: string, value: object): Content {
        return this.blob(mediaType, Buffer.from(JSON.stringify(value)));
    }
}

/** What a subject tells: no platform. */
function bare({ mediaType, digest, size }: Content): Content {
    return { mediaType, digest, size };
}

/** A tar archive (ustar) of one file. */
export function tar(name: string, content: Buffer): Buffer {
    const header = tarHeader(name, content.length);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

/** The header of a file's entry: 512 bytes. */
function tarHeader(name: string, size: number): Buffer {
    const header = Buffer.alloc(512);
    const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
    header.write(name, 0);
    header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100);
    header.write(" ".repeat(8), 148);
    header.write("0", 156);
    header.write("ustar\u000000", 257);
    header.write(
        `${octal(
            header.reduce((sum, byte) => sum + byte, 0),
            7,
        )} `,
        148,
    );
    return header;
}
