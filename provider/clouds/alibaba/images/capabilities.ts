import type { ImageCapabilities } from "../../../registry";
import { regexMatcher } from "../../../validation/filters/regex";
import { alibabaImageSchema } from "./validation";

/** CreateRepoSyncTask, CreateRepoSyncTaskByRule, GetRepoSyncTask, ListRepoSyncTask, CancelRepoSyncTask. */
export const alibabaImages: ImageCapabilities = {
    cloud: "alibaba",
    product: alibabaImageSchema.product,
    schema: alibabaImageSchema,
    matcher: regexMatcher,
    // Another account's instance can be read with that account's credentials alone.
    readable: ({ target }) => target.accountId === undefined || target.account !== undefined,
};
