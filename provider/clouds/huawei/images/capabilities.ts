import type { ImageCapabilities } from "../../../registry";
import { regexMatcher } from "../../../validation/filters/regex";
import { huaweiImageSchema } from "./validation";

/** CreateManualImageSyncRepo, ShowSyncJob. SWR's own retention policies select tags by a regular expression, too. */
export const huaweiImages: ImageCapabilities = {
    cloud: "huawei",
    product: huaweiImageSchema.product,
    schema: huaweiImageSchema,
    matcher: regexMatcher,
    readable: () => true,
};
