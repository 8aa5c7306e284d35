import { ManualImageSync, RepoSyncRule } from "pulumi-imagesync";
import * as at from "./registries";

// What is copied once, now. The rules below copy what is pushed from now on.
export { digests } from "./release";

// Alibaba Cloud CR EE: one repository, its releases only. Filters are regular expressions.
new RepoSyncRule("api-to-singapore", {
    source: { ...at.hangzhou, namespace: "prod", repository: "api" },
    target: at.singapore,
    tagFilter: "v\\d+.*",
});

// A whole namespace, narrowed by both filters.
new RepoSyncRule("prod-to-frankfurt", {
    source: { ...at.hangzhou, namespace: "prod" },
    target: at.frankfurt,
    repositoryFilter: "api|web",
    tagFilter: "\\d+\\.\\d+\\.\\d+",
});

// Into an instance of another account.
new RepoSyncRule("web-to-partner", {
    source: { ...at.hangzhou, namespace: "prod", repository: "web" },
    target: { ...at.partner, namespace: "staging", accountId: at.partnerAccountId },
});

// Tencent TCR: a whole namespace. Filters are globs; the source's deletions are repeated in the target.
const base = new RepoSyncRule("base-to-singapore", {
    source: { ...at.guangzhou, namespace: "base" },
    target: at.tencentSingapore,
    repositoryFilter: "{node,golang}",
    tagFilter: "1.*",
    override: true,
    replicateDeletions: true,
    description: "Base images, as they are in Guangzhou",
});

// What was pushed before the rule was there: everything that the rule takes, now. TCR has no call for that, so the
// images are copied from registry to registry, through this machine.
new ManualImageSync("base-images-now", { rule: base });

// Into an instance of another tenant, by a token of theirs.
new RepoSyncRule("worker-to-partner", {
    source: { ...at.guangzhou, namespace: "prod", repository: "worker" },
    target: { ...at.tencentPartner, grant: at.partnerGrant },
    artifacts: "image",
});

// Huawei SWR: always one repository, whose name may be nested; here to two regions.
for (const [name, region] of Object.entries({ singapore: at.huaweiSingapore, "hong-kong": at.hongKong })) {
    new RepoSyncRule(`orders-to-${name}`, {
        source: { ...at.beijing, namespace: "team", repository: "backend/orders" },
        target: region,
        override: true,
    });
}
