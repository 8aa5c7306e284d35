import { z } from "zod";
import type { Place } from "../oci/copy";
import type { OciOptions } from "../oci/registry";

/** Of a chart in an OCI registry (Helm, "Use OCI-based registries"). */
const chartConfig = "application/vnd.cncf.helm.config.v1+json";

const manifestConfig = z.object({ config: z.object({ mediaType: z.string() }).optional() });

/** Whether an artifact is a chart, by the media type of its config; everything else counts as an image. */
export async function artifactOf({ registry, repository }: Place, digest: string, options: OciOptions) {
    const manifest = await registry.manifest(repository, digest, options);
    const parsed = manifestConfig.safeParse(JSON.parse(manifest?.bytes.toString("utf8") ?? "{}"));
    return parsed.data?.config?.mediaType === chartConfig ? "chart" : "image";
}
