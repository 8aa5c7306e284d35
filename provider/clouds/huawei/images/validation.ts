import { judgeWholeRegex } from "../../../validation/filters/regex";
import type { ImageSchema } from "../../../validation/imageSync";
import { huaweiFields } from "../validation";

const { registry, organization, repository } = huaweiFields;

const oneForEachRegion = "SWR's basic edition has one registry for each region: leave it out";
const ownCredentials = "credentials are named by account, an entry of imagesync:accounts";

/** CreateManualImageSyncRepo (sync_images), which keeps repository and tags. */
export const huaweiImageSchema: ImageSchema = {
    cloud: "huawei",
    what: "an image sync on Huawei SWR",
    source: { ...registry, namespace: organization, repository },
    target: { ...registry, namespace: organization.optional(), repository: repository.optional() },
    options: {},
    elsewhere: {
        priority: "only tasks of CR EE have one",
        "source.instanceId": oneForEachRegion,
        "target.instanceId": oneForEachRegion,
        "source.accountId": ownCredentials,
        "target.accountId": ownCredentials,
        "source.grant": ownCredentials,
        "target.grant": ownCredentials,
    },
    judge: judgeWholeRegex,
    place: { fields: ["region", "namespace"], choose: "another region or organization" },
    keeps: () => ({
        tags: "SWR keeps the tag's name: leave target out",
        repository: "SWR keeps the repository's name: leave it out",
    }),
    rulesOverride: true,
    together: () => [],
};
