import * as v from "valibot";
import type { Place } from "../oci/copy";
import type { OciOptions } from "../oci/registry";
import { object, readJson } from "../validation/json";

/** Of a chart in an OCI registry (Helm, "Use OCI-based registries"). */
const chartConfig = "application/vnd.cncf.helm.config.v1+json";

const manifestConfig = object({ config: v.optional(object({ mediaType: v.string() })) });

/**
 * What is under a tag: a chart, by the media type of its config; everything else counts as an image. Undefined where
 * nothing is.
 */
export async function artifactOf(
    { registry, repository, reference }: Place,
    options: OciOptions,
): Promise<{ readonly digest: string; readonly kind: "image" | "chart" } | undefined> {
    const manifest = await registry.manifest(repository, reference, options);
    return manifest && { digest: manifest.digest, kind: isChart(manifest.bytes) ? "chart" : "image" };
}

/** What is no manifest at all is told so by the copy. */
function isChart(bytes: Buffer): boolean {
    return readJson(manifestConfig, bytes)?.config?.mediaType === chartConfig;
}
