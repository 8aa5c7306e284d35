import { valueAt } from "../../../paths";
import { judgeGlob } from "../../../validation/filters/glob";
import type { ImageSchema } from "../../../validation/imageSync";
import { isGiven, shown } from "../../../validation/schema";
import { tencentFields } from "../validation";

const { registry, namespace, repository } = tencentFields;

const oneRegistry = "an image sync stays within one TCR registry: credentials are named by source.account";

/** DuplicateImage, which knows one registry. */
export const tencentImageSchema: ImageSchema = {
    cloud: "tencent",
    what: "an image sync on Tencent TCR",
    source: { ...registry, namespace, repository },
    target: { ...registry, namespace: namespace.optional(), repository: repository.optional() },
    options: {},
    elsewhere: {
        priority: "only tasks of CR EE have one",
        "source.accountId": oneRegistry,
        "target.accountId": oneRegistry,
        "source.grant": oneRegistry,
        "target.grant": "only a RepoSyncRule reaches another tenant's registry",
    },
    judge: judgeGlob,
    place: { fields: ["instanceId", "namespace", "repository"], choose: "another namespace, repository or target tag" },
    keeps: () => ({}),
    rulesOverride: true,
    together: registryFailures,
};

function registryFailures(args: Record<string, unknown>): string[] {
    const [from, to] = ["source.instanceId", "target.instanceId"].map((path) => valueAt(args, path));
    if (!isGiven(from) || !isGiven(to)) {
        return [];
    }
    if (from !== to) {
        const wayOut =
            "within one registry images are duplicated; to another registry declare a RepoSyncRule, which copies every later push";
        return [
            `target.instanceId: ${shown(to)} is not the source's, ${shown(from)}: TCR has no call for it; ${wayOut}`,
        ];
    }
    const [region, other] = ["source.region", "target.region"].map((path) => valueAt(args, path));
    return isGiven(region) && isGiven(other) && region !== other
        ? [`target.region: ${shown(other)} is not the source's, ${shown(region)}; one registry is in one region`]
        : [];
}
