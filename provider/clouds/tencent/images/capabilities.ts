import type { ImageCapabilities } from "../../../registry";
import { globMatcher } from "../../../validation/filters/glob";
import { validateImageSync } from "../../../validation/imageSync";
import { tencentImageSchema } from "./validation";

/** DuplicateImage, DescribeImages. */
export const tencentImages: ImageCapabilities = {
    cloud: "tencent",
    product: "Tencent TCR",
    validate: (args) => validateImageSync(tencentImageSchema, args),
    matcher: globMatcher,
    readable: () => true,
};
