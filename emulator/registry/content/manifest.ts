import { createHash } from "node:crypto";
import { z } from "zod";
import { RegistryError } from "../errors";

export const MEDIA_TYPES = {
    image: "application/vnd.oci.image.manifest.v1+json",
    index: "application/vnd.oci.image.index.v1+json",
    dockerImage: "application/vnd.docker.distribution.manifest.v2+json",
    dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
    empty: "application/vnd.oci.empty.v1+json",
} as const;

/** A manifest larger than this is refused, as the specification allows. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = z.looseObject({
    mediaType: z.string().min(1),
    digest,
    size: z.int().nonnegative(),
    platform: z.looseObject({ os: z.string(), architecture: z.string() }).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
});
const common = {
    schemaVersion: z.literal(2),
    mediaType: z.string().optional(),
    artifactType: z.string().optional(),
    subject: descriptor.optional(),
    annotations: z.record(z.string(), z.string()).optional(),
};
const imageManifest = z.looseObject({ ...common, config: descriptor, layers: z.array(descriptor) });
const indexManifest = z.looseObject({ ...common, manifests: z.array(descriptor) });

/** What names a piece of content, as manifests write it; it may say more. */
export interface Descriptor {
    readonly mediaType: string;
    /** `sha256:` and 64 hexadecimal digits. */
    readonly digest: string;
    /** Bytes. */
    readonly size: number;
    readonly platform?: { readonly os: string; readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [more: string]: unknown;
}

/** A manifest with what it says about others. */
export interface Manifest {
    /** `sha256:` and 64 hexadecimal digits. */
    readonly digest: string;
    readonly mediaType: string;
    /** The very bytes, which are valid UTF-8. */
    readonly body: string;
    /** Length of `body` in bytes. */
    readonly sizeBytes: number;
    /** An image's config; undefined for an index. */
    readonly config?: Descriptor;
    /** An image's layers, from the bottom, or an artifact's files; empty for an index. */
    readonly layers: readonly Descriptor[];
    /** An index's manifests; empty for an image. */
    readonly children: readonly Descriptor[];
    /** What it is attached to. */
    readonly subject?: Descriptor;
    /** Its own, or the media type of its config; undefined for an index without one. */
    readonly artifactType?: string;
    readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Reads a manifest.
 * @throws RegistryError MANIFEST_INVALID for what is none of an image and an index, of OCI or Docker.
 */
export function parseManifest(body: string, mediaType: string): Manifest {
    switch (mediaType) {
        case MEDIA_TYPES.image:
        case MEDIA_TYPES.dockerImage: {
            const { config, layers, ...said } = read(imageManifest, body);
            const artifactType = said.artifactType ?? config.mediaType;
            return { ...described(body, mediaType, said), config, layers, children: [], artifactType };
        }
        case MEDIA_TYPES.index:
        case MEDIA_TYPES.dockerList: {
            const { manifests, ...said } = read(indexManifest, body);
            return { ...described(body, mediaType, said), layers: [], children: manifests };
        }
        default:
            throw invalid(`${mediaType} is no manifest that this registry takes`);
    }
}

type Said = Pick<Manifest, "artifactType" | "subject" | "annotations"> & { readonly mediaType?: string };

/** What images and indexes have in common. */
function described(body: string, mediaType: string, said: Said): Omit<Manifest, "layers" | "children"> {
    const { artifactType, subject, annotations } = said;
    if (said.mediaType !== undefined && said.mediaType !== mediaType) {
        throw invalid(`its mediaType is ${said.mediaType}, not ${mediaType}`);
    }
    const sizeBytes = Buffer.byteLength(body);
    return { digest: sha256(body), mediaType, body, sizeBytes, artifactType, subject, annotations };
}

/** The blobs that a repository must hold for a manifest: its config and layers, but those that live elsewhere. */
export function neededBlobs({ config, layers }: Manifest): readonly Descriptor[] {
    return [...(config === undefined ? [] : [config]), ...layers.filter((layer) => !isForeign(layer))];
}

/** Layers that registries need not hold: Docker's foreign ones, and OCI's non-distributable ones. */
export function isForeign({ mediaType }: Descriptor): boolean {
    return mediaType.includes(".nondistributable.") || mediaType.includes(".foreign.");
}

/** `sha256:` and the hash in hexadecimal digits. */
export function sha256(content: string | Buffer): string {
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function read<T>(schema: z.ZodType<T>, body: string): T {
    let json: unknown;
    try {
        json = JSON.parse(body);
    } catch {
        throw invalid("it is not JSON");
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
        throw invalid(z.prettifyError(parsed.error));
    }
    return parsed.data;
}

function invalid(why: string): RegistryError {
    return new RegistryError("MANIFEST_INVALID", `the manifest is invalid: ${why}`);
}
