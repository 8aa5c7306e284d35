import type { z } from "zod";
import { ImageSyncError } from "../../../errors";
import { lazily } from "../../../validation/lazily";
import type { Descriptor, Manifest } from "../../registry/port";

const digestPattern = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The parts of every manifest of the two formats: OCI image-spec 1.1 and Docker Image Manifest Version 2, Schema 2. */
const body = lazily((z) => {
    const text = z.string().min(1);
    const descriptor = z.object({
        mediaType: text,
        digest: z.string().regex(digestPattern),
        size: z.number().int().nonnegative(),
        urls: z.array(z.string()).optional().catch(undefined),
        // Docker writes an empty platform beside attestations and old entries.
        platform: z
            .object({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
            .optional()
            .catch(undefined),
        artifactType: z.string().optional().catch(undefined),
        annotations: z.record(z.string(), z.string()).optional().catch(undefined),
    });
    return z.object({
        schemaVersion: z.literal(2).optional(),
        mediaType: z.string().optional(),
        artifactType: z.string().optional(),
        config: descriptor.optional(),
        layers: z.array(descriptor).nullish(),
        /** Of the artifact manifest, which a release candidate of image-spec 1.1 had. */
        blobs: z.array(descriptor).nullish(),
        manifests: z.array(descriptor).nullish(),
        subject: descriptor.nullish(),
        annotations: z.record(z.string(), z.string()).nullish(),
    });
});

export type Body = z.infer<ReturnType<typeof body>>;

/** What a manifest points at. */
export interface Graph {
    readonly isIndex: boolean;
    readonly body: Body;
    /** Config and layers, each digest once, without what is to be left where it is. */
    readonly blobs: readonly Descriptor[];
    /** Manifests of an index, each digest once. */
    readonly children: readonly Descriptor[];
}

const indexTypes: ReadonlySet<string> = new Set([
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
]);

const manifestTypes: ReadonlySet<string> = new Set([
    ...indexTypes,
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.artifact.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
]);

/** Docker's foreign layers and OCI's non-distributable ones: registries are not to be given them. */
const foreignTypes =
    /^application\/vnd\.(docker\.image\.rootfs\.foreign\.diff\.|oci\.image\.layer\.nondistributable\.v1\.)tar/;

export function isIndexType(mediaType: string): boolean {
    return indexTypes.has(mediaType);
}

/**
 * Reads a manifest.
 * @throws ImageSyncError `invalid` where it is none of the formats this copy knows
 */
export function graphOf(manifest: Manifest): Graph {
    const parsed = body().safeParse(jsonOf(manifest));
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw unreadable(manifest, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a manifest"}`);
    }
    const { data } = parsed;
    const isIndex = isIndexType(manifest.mediaType) || (!manifestTypes.has(manifest.mediaType) && !!data.manifests);
    if (isIndex ? !data.manifests : !data.config && !data.blobs) {
        throw unreadable(manifest, `neither an image nor an index (${manifest.mediaType})`);
    }
    // BuildKit lists the layers of a cache in an index.
    const [children, listed] = isIndex ? split(data.manifests ?? []) : [[], []];
    const own = isIndex
        ? listed
        : [...(data.config ? [data.config] : []), ...(data.layers ?? []), ...(data.blobs ?? [])];
    return { isIndex, body: data, blobs: distinct(own.filter((each) => !isForeign(each))), children };
}

function split(entries: readonly Descriptor[]): [Descriptor[], Descriptor[]] {
    const all = distinct(entries);
    return [
        all.filter(({ mediaType }) => manifestTypes.has(mediaType)),
        all.filter(({ mediaType }) => !manifestTypes.has(mediaType)),
    ];
}

/** Whether a layer is left where its `urls` say that it is. */
function isForeign({ mediaType, urls }: Descriptor): boolean {
    return foreignTypes.test(mediaType) && urls !== undefined && urls.length > 0;
}

function distinct(descriptors: readonly Descriptor[]): Descriptor[] {
    return [...new Map(descriptors.map((each) => [each.digest, each])).values()];
}

/** The JSON of a manifest as it is, with what the schema does not know. */
export function jsonOf(manifest: Manifest): unknown {
    try {
        return JSON.parse(manifest.bytes.toString("utf8"));
    } catch {
        throw unreadable(manifest, "not JSON");
    }
}

function unreadable({ digest: name }: Manifest, why: string): ImageSyncError {
    return new ImageSyncError({
        kind: "invalid",
        cloud: "oci",
        action: "copy",
        problem: `manifest ${name} cannot be read: ${why}`,
        advice: "push the image again with a current tool",
    });
}
