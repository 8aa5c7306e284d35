import type { ImageCapabilities } from "../../../registry";
import { regexMatcher } from "../../../validation/filters/regex";
import { validateImageSync } from "../../../validation/imageSync";
import { huaweiImageSchema } from "./validation";

/** CreateManualImageSyncRepo, ShowSyncJob. SWR's own retention policies select tags by a regular expression, too. */
export const huaweiImages: ImageCapabilities = {
    cloud: "huawei",
    product: "Huawei SWR",
    validate: (args) => validateImageSync(huaweiImageSchema, args),
    matcher: regexMatcher,
    readable: () => true,
};
