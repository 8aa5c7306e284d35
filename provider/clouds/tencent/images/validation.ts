import { valueAt } from "../../../paths";
import { judgeGlob } from "../../../validation/filters/glob";
import type { ImageSchema } from "../../../validation/images/schema";
import { isGiven, shown } from "../../../validation/schema";
import { tencentFields } from "../validation";

const { registry, namespace, repository } = tencentFields;

const ownCredentials = "credentials are named by account, an entry of imagesync:accounts";

/** DuplicateImage, which knows one registry. */
export const tencentImageSchema: ImageSchema = {
    cloud: "tencent",
    product: "Tencent TCR",
    source: { ...registry, namespace, repository },
    target: { ...registry, namespace: namespace.optional(), repository: repository.optional() },
    elsewhere: {
        "source.accountId": ownCredentials,
        "target.accountId": ownCredentials,
        "source.grant": ownCredentials,
        "target.grant": "a grant is for a RepoSyncRule; credentials for the target are named by target.account",
    },
    judge: judgeGlob,
    place: {
        parts: ({ instanceId, namespace: name, repository: path }) => [instanceId, name, path],
        choose: "another registry, namespace, repository or target tag",
    },
    rulesOverride: true,
    together: regionFailures,
    call: {
        within: ["instanceId"],
        reach: "inside one registry",
        target: {},
        options: {},
        elsewhere: {},
        choose: "another namespace, repository or target tag",
        keeps: () => ({}),
        together: () => [],
    },
};

function regionFailures(args: Record<string, unknown>): string[] {
    const [from, to] = ["source.instanceId", "target.instanceId"].map((path) => valueAt(args, path));
    const [region, other] = ["source.region", "target.region"].map((path) => valueAt(args, path));
    return isGiven(from) && from === to && isGiven(region) && isGiven(other) && region !== other
        ? [`target.region: ${shown(other)} is not the source's, ${shown(region)}; one registry is in one region`]
        : [];
}
