import { judgeWholeRegex } from "../../../validation/filters/regex";
import type { ImageSchema } from "../../../validation/images/schema";
import { huaweiFields } from "../validation";

const { registry, organization, repository } = huaweiFields;

const oneForEachRegion = "SWR's basic edition has one registry for each region: leave it out";
const ownCredentials = "credentials are named by account, an entry of imagesync:accounts";

/** CreateManualImageSyncRepo (sync_images), which keeps repository and tags. */
export const huaweiImageSchema: ImageSchema = {
    cloud: "huawei",
    product: "Huawei SWR",
    source: { ...registry, namespace: organization, repository },
    target: { ...registry, namespace: organization.optional(), repository: repository.optional() },
    elsewhere: {
        "source.instanceId": oneForEachRegion,
        "target.instanceId": oneForEachRegion,
        "source.accountId": ownCredentials,
        "target.accountId": ownCredentials,
        "source.grant": ownCredentials,
        "target.grant": ownCredentials,
    },
    judge: judgeWholeRegex,
    place: {
        parts: ({ region, namespace, repository: path }) => [region, namespace, path],
        choose: "another region, organization, repository or target tag",
    },
    rulesOverride: true,
    call: {
        within: [],
        reach: "between its regions and organizations",
        target: {},
        options: {},
        elsewhere: {},
        choose: "another region or organization",
        keeps: () => ({
            tags: 'SWR keeps the tag\'s name: leave target out, or write via: "registry"',
            repository: 'SWR keeps the repository\'s name: leave it out, or write via: "registry"',
        }),
        together: () => [],
    },
};
