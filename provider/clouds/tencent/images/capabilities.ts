import type { ImageCapabilities } from "../../../registry";
import { globMatcher } from "../../../validation/filters/glob";
import { tencentImageSchema } from "./validation";

/** DuplicateImage, DescribeImages. */
export const tencentImages: ImageCapabilities = {
    cloud: "tencent",
    product: tencentImageSchema.product,
    schema: tencentImageSchema,
    matcher: globMatcher,
    readable: () => true,
};
