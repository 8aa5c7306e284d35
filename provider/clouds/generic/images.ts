import type { ImageCapabilities } from "../../registry";
import { globMatcher } from "../../validation/filters/glob";
import { genericImageSchema } from "./validation";

/** Any OCI registry: it has no call that copies, so every image is copied through the machine that runs Pulumi. */
export const genericImages: ImageCapabilities = {
    cloud: "generic",
    product: genericImageSchema.product,
    schema: genericImageSchema,
    matcher: globMatcher,
    readable: () => true,
};
