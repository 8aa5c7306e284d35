import * as v from "valibot";
import { ImageSyncError } from "../../../errors";
import { verified } from "../blobs/verified";
import type { Place, Selection } from "../port";
import type { Descriptor, Manifest, OciOptions, Platform } from "../../registry/port";
import { maxManifestBytes, readManifest } from "./content";
import { selectPlatforms } from "./platforms";
import { object, readJson } from "../../../validation/json";

const imageConfig = object({
    os: v.pipe(v.string(), v.nonEmpty()),
    architecture: v.pipe(v.string(), v.nonEmpty()),
    variant: v.optional(v.string()),
});

/**
 * The manifest that a copy puts under the target's tag.
 * @returns undefined where the source does not hold it
 */
export async function selectManifest(
    source: Place,
    { platforms }: Selection,
    options: OciOptions,
): Promise<Manifest | undefined> {
    const root = await readManifest(source, source.reference, options);
    if (!root || !platforms || platforms.length === 0) {
        return root;
    }
    return selectPlatforms(root, platforms, {
        manifest: (digest) => childManifest(source, digest, options),
        configured: (config) => configuredPlatform(source, config, options),
    });
}

/** A manifest that another one names. @throws ImageSyncError `notFound` where the source does not hold it */
export async function childManifest(source: Place, digest: string, options: OciOptions): Promise<Manifest> {
    const manifest = await readManifest(source, digest, options);
    if (!manifest) {
        throw new ImageSyncError({
            kind: "notFound",
            cloud: source.registry.host,
            action: `GET /v2/${source.repository}/manifests/${digest}`,
            problem: "an index names this manifest, but the registry does not hold it",
            advice: "push the image to the source again, or ask for the platforms that are there",
        });
    }
    return manifest;
}

async function configuredPlatform(
    { registry, repository }: Place,
    config: Descriptor,
    options: OciOptions,
): Promise<Platform | undefined> {
    if (config.size > maxManifestBytes) {
        return undefined;
    }
    const pulled = await registry.pullBlob(repository, config, options);
    if (!pulled) {
        return undefined;
    }
    const pieces: Buffer[] = [];
    for await (const piece of verified(config, async () => pulled, { passed: () => {} })) {
        pieces.push(piece);
    }
    return readJson(imageConfig, Buffer.concat(pieces));
}
