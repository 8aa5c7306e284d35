import { ImageSyncError } from "../../../errors";
import { digestOf } from "../../content/digest";
import type { Manifest, OciOptions } from "../../registry/port";
import type { Place } from "../port";

/** What a manifest may have, bytes: the distribution specification asks registries for as much, and most stop there. */
export const maxManifestBytes = 4 * 1024 * 1024;

/**
 * A manifest of a place, by its tag or a digest, whose bytes have the digest it is called by.
 * @throws ImageSyncError `invalid` where they do not, or are too many
 */
export async function readManifest(
    { registry, repository }: Pick<Place, "registry" | "repository">,
    reference: string,
    options: OciOptions,
): Promise<Manifest | undefined> {
    const manifest = await registry.manifest(repository, reference, options);
    if (!manifest) {
        return undefined;
    }
    const named = reference.includes(":") ? reference : manifest.digest;
    const found = digestOf(manifest.bytes, named);
    const isWhole = found === named && manifest.bytes.length <= maxManifestBytes;
    if (!isWhole) {
        throw new ImageSyncError({
            kind: "invalid",
            cloud: registry.host,
            action: `GET /v2/${repository}/manifests/${reference}`,
            problem:
                found === named
                    ? `the manifest has ${manifest.bytes.length} bytes, more than the ${maxManifestBytes} allowed`
                    : `the manifest was to have digest ${named}, but has ${found}`,
            advice: "nothing of it was copied; look at what the registry, or a proxy before it, answers",
        });
    }
    return { ...manifest, digest: named };
}
