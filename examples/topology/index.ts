import { alibaba, RepoSyncRule } from "pulumi-imagesync";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const partner = alibaba({ region: "cn-shanghai", instanceId: "cri-partner", accountId: "1000000000000002" });

new RepoSyncRule("api-to-singapore", {
    source: { ...hub, namespace: "prod", repository: "api" },
    target: { ...singapore, namespace: "prod" },
    tagFilter: "v\\d+.*",
});
new RepoSyncRule("prod-to-partner", {
    source: { ...hub, namespace: "prod", repository: "api" },
    target: partner,
});
