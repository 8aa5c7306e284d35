import type { ImageCapabilities } from "../../../registry";
import { regexMatcher } from "../../../validation/filters/regex";
import { validateImageSync } from "../../../validation/imageSync";
import { alibabaImageSchema } from "./validation";

/** CreateRepoSyncTask, CreateRepoSyncTaskByRule, GetRepoSyncTask, ListRepoSyncTask, CancelRepoSyncTask. */
export const alibabaImages: ImageCapabilities = {
    cloud: "alibaba",
    product: "Alibaba Cloud CR EE",
    validate: (args) => validateImageSync(alibabaImageSchema, args),
    matcher: regexMatcher,
    // Another account's instance can be read with that account's credentials alone.
    readable: ({ target }) => target.accountId === undefined || target.account !== undefined,
};
