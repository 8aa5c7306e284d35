import * as v from "valibot";
import { ImageSyncError } from "../../../errors";
import { descriptor } from "../../content/descriptor";
import type { Descriptor, Manifest } from "../../registry/port";
import { object, problemOf, record } from "../../../validation/json";

/** The parts of every manifest of the two formats: OCI image-spec 1.1 and Docker Image Manifest Version 2, Schema 2. */
const body = object({
    schemaVersion: v.optional(v.literal(2)),
    mediaType: v.optional(v.string()),
    artifactType: v.optional(v.string()),
    config: v.optional(descriptor),
    layers: v.nullish(v.array(descriptor)),
    /** Of the artifact manifest, which a release candidate of image-spec 1.1 had. */
    blobs: v.nullish(v.array(descriptor)),
    manifests: v.nullish(v.array(descriptor)),
    subject: v.nullish(descriptor),
    annotations: v.nullish(record(v.string())),
});

export type Body = v.InferOutput<typeof body>;

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
    const parsed = v.safeParse(body, jsonOf(manifest));
    if (!parsed.success) {
        throw unreadable(manifest, problemOf(parsed.issues[0]));
    }
    const data = parsed.output;
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
