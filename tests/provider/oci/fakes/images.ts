import assert from "node:assert/strict";
import type { Descriptor, Manifest } from "../../../../provider/oci/registry/port";
import { sha, type FakeRegistry } from "./registry";

export const types = {
    image: "application/vnd.oci.image.manifest.v1+json",
    index: "application/vnd.oci.image.index.v1+json",
    dockerImage: "application/vnd.docker.distribution.manifest.v2+json",
    dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
};

type Extra = Readonly<Record<string, unknown>>;

/** Puts images into one repository of a fake registry. */
export class Builder {
    constructor(
        readonly registry: FakeRegistry,
        readonly repository: string,
    ) {}

    blob(content: string | Buffer, mediaType = types.layer, algorithm = "sha256"): Descriptor {
        const bytes = Buffer.from(content);
        const digest = sha(bytes, algorithm);
        this.registry.repository(this.repository).blobs.set(digest, bytes);
        return { mediaType, digest, size: bytes.length };
    }

    /** An image of these layers; its config tells the platform. */
    image(layers: readonly (string | Descriptor)[], platform = "linux/amd64", extra: Extra = {}): Descriptor {
        const [os, architecture, variant] = platform.split("/");
        const config = this.blob(JSON.stringify({ os, architecture, variant, layers }), types.config);
        return this.manifest(types.image, {
            config,
            layers: layers.map((each) => (typeof each === "string" ? this.blob(each) : each)),
            ...extra,
        });
    }

    index(manifests: readonly object[], extra: Extra = {}, mediaType = types.index): Descriptor {
        return this.manifest(mediaType, { manifests, ...extra });
    }

    /** What refers to another manifest: a signature, an SBOM. */
    referrer(subject: Descriptor, content: string, extra: Extra = {}): Descriptor {
        const config = this.blob("{}", "application/vnd.oci.empty.v1+json");
        const artifactType = "application/vnd.example.signature";
        return this.manifest(types.image, { artifactType, config, layers: [this.blob(content)], subject, ...extra });
    }

    manifest(mediaType: string, body: Extra): Descriptor {
        // Two blanks: a copy that writes JSON anew would show.
        const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...body }, null, 2));
        const manifest: Manifest = { mediaType, digest: sha(bytes), bytes };
        this.registry.keep(this.repository, manifest);
        return { mediaType, digest: manifest.digest, size: bytes.length };
    }

    tag(name: string, { digest }: Descriptor): void {
        this.registry.repository(this.repository).tags.set(name, digest);
    }
}

export function withPlatform(image: Descriptor, platform: string): Descriptor {
    const [os = "", architecture = "", variant] = platform.split("/");
    return { ...image, platform: { os, architecture, variant } };
}

/** Every digest that is reached from a tag or digest. Fails where something is absent or wrong. */
export function digestsUnder(registry: FakeRegistry, repository: string, reference: string): Set<string> {
    const { blobs } = registry.repository(repository);
    const seen = new Set<string>();
    const visit = (name: string) => {
        const manifest = registry.find(repository, name);
        assert.ok(manifest, `${name} is absent`);
        assert.equal(sha(manifest.bytes), manifest.digest);
        seen.add(manifest.digest);
        const body = JSON.parse(manifest.bytes.toString()) as Record<string, Descriptor[] & Descriptor>;
        for (const blob of [...(body.config ? [body.config] : []), ...(body.layers ?? [])]) {
            const bytes = blobs.get(blob.digest);
            assert.ok(bytes, `${blob.digest} is absent`);
            assert.equal(sha(bytes, blob.digest.split(":")[0]), blob.digest);
            seen.add(blob.digest);
        }
        (body.manifests ?? []).forEach(({ digest }) => visit(digest));
    };
    visit(reference);
    return seen;
}
