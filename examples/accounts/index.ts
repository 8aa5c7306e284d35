import { alibaba, huawei, ManualImageSync, RepoSyncRule, tencent } from "pulumi-imagesync";

// `account` names an entry of the configuration `imagesync:accounts`. Without it, the cloud's own configuration holds.
const ours = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const theirs = alibaba({ region: "cn-shanghai", instanceId: "cri-partner", account: "alibaba-other" });

// Ours, with `alicloud:accessKey`.
new RepoSyncRule("api-to-partner", {
    source: { ...ours, namespace: "prod", repository: "api" },
    target: { region: "cn-shanghai", instanceId: "cri-partner", cloud: "alibaba", accountId: "1000000000000002" },
    tagFilter: "v\\d+.*",
});

// Theirs, with the keys of their account: a rule belongs to the account of its source.
new RepoSyncRule("web-from-partner", {
    source: { ...theirs, namespace: "prod", repository: "web" },
    target: { ...ours, namespace: "staging", accountId: "1000000000000001" },
});

// A release into their instance, by a task of ours: `accountId` says whose it is. With `account` beside it the target is
// read with their keys, and the image is `synced` when it holds our digest; without, CR EE's word is all there is, and it
// is `unverified`.
const release = new ManualImageSync("api-release", {
    source: { ...ours, namespace: "prod", repository: "api" },
    target: { ...theirs, namespace: "prod", accountId: "1000000000000002" },
    tags: ["1.4.2"],
});
export const image = release.imageReference("1.4.2");

// Another key of the same account, such as the one of a team.
const team = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz", account: "tencent-spare" });
new RepoSyncRule("base-images", {
    source: { ...team, namespace: "base" },
    target: { ...team, region: "ap-singapore", instanceId: "tcr-sg" },
});

// Into another tenant: `grant` names the entry with their uin and the token that opens their instance.
new RepoSyncRule("worker-to-partner", {
    source: { ...team, namespace: "prod", repository: "worker" },
    target: tencent({ region: "ap-shanghai", instanceId: "tcr-partner", grant: "tencent-grant" }),
});

// Another account of Huawei Cloud.
const partner = huawei({ region: "cn-north-4", account: "huawei-other" });
new RepoSyncRule("partner-app", {
    source: { ...partner, namespace: "partner", repository: "app" },
    target: { ...partner, region: "ap-southeast-3" },
});
