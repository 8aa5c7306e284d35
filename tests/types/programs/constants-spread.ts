import * as pulumi from "@pulumi/pulumi";
import { alibaba, huawei, RepoSyncRule, tencent } from "pulumi-imagesync";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub", account: "builders" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const partner = alibaba({ region: "cn-shanghai", instanceId: "cri-partner", accountId: "1000000000000002" });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const beijing = huawei({ region: "cn-north-4" });
const api = { ...hub, namespace: "prod", repository: "api" };
const release = { tagFilter: "v\\d+.*", trigger: "manual" } as const;

// Constants that need no factory.
const plain = { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" } as const;

new RepoSyncRule("minimal", { source: { ...hub, namespace: "prod" }, target: singapore });
new RepoSyncRule("named", { name: "mine", source: api, target: { ...singapore, namespace: "mirror" }, ...release });
new RepoSyncRule("repository", { source: api, target: { ...singapore, repository: "renamed", linkId: "link-1" } });
new RepoSyncRule("partner", { source: api, target: partner, adopt: true }, { protect: true });
new RepoSyncRule("tencent", {
    source: { ...guangzhou, namespace: "prod" },
    target: { ...plain, namespace: "copy", grant: "tenant" },
    repositoryFilter: "team/**",
    tagFilter: "v1.*",
    override: true,
    replicateDeletions: true,
    artifacts: "image",
    enabled: false,
    description: "kept for the auditors",
});
const huaweiRule = new RepoSyncRule("huawei", {
    source: { ...beijing, namespace: "team", repository: "backend/orders" },
    target: huawei({ region: "ap-southeast-3", account: "singapore" }),
    override: true,
});

// Outputs have the types of the cloud's own ends.
export const repository: pulumi.Output<string> = huaweiRule.source.repository;
export const ends: pulumi.Output<string> = pulumi.interpolate`${huaweiRule.source.region} to ${huaweiRule.target.region}`;
export const region: string = hub.region;
