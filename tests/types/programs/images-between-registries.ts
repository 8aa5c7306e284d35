import * as pulumi from "@pulumi/pulumi";
import {
    alibaba,
    generic,
    huawei,
    ManualImageSync,
    RepoSyncRule,
    tencent,
    type ImageCloud,
    type ImagePath,
    type ImageSyncData,
    type ImageTarget,
} from "pulumi-imagesync";

const config = new pulumi.Config();
const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const singapore = tencent({ region: "ap-singapore", instanceId: "tcr-sg" });
const beijing = huawei({ region: "cn-north-4" });
const harbor = generic({ host: config.get("harbor") ?? "harbor.example.com", account: config.get("account") });
const dockerHub = generic({ host: "docker.io" });
const api = { ...hub, namespace: "prod", repository: "api" };

// From anywhere to anywhere.
const toHarbor: ManualImageSync<"alibaba", "generic"> = new ManualImageSync("to-harbor", {
    source: api,
    target: harbor,
    tags: ["1.4.2"],
});
new ManualImageSync("from-docker-hub", {
    source: { ...dockerHub, namespace: "library", repository: "nginx" },
    target: { ...beijing, namespace: "mirror" },
    tagFilter: "1.{27,28}.*",
    platforms: ["linux/amd64", pulumi.output("linux/arm64")],
    referrers: true,
});
new ManualImageSync("without-namespace", {
    source: { ...harbor, repository: "api" },
    target: { ...dockerHub, repository: "acme/api" },
    tags: ["1.4.2"],
});
new ManualImageSync("renamed-on-huawei", {
    source: { ...beijing, namespace: "team", repository: "api" },
    target: { ...beijing, repository: "copy" },
    tags: [{ source: "1.4.2", target: "stable" }],
    via: "registry",
});
new ManualImageSync("between-registries", {
    source: { ...guangzhou, namespace: "prod", repository: "api" },
    target: singapore,
    tags: ["1.4.2"],
    platforms: undefined,
    referrers: config.getBoolean("referrers"),
});

// Targets of several kinds.
const targets: ImageTarget<ImageCloud>[] = [hub, singapore, beijing, { ...harbor, namespace: "mirror" }];
targets.forEach((target, n) => new ManualImageSync(`fan-out-${n}`, { source: api, target, tags: ["1.4.2"] }));

// Everything that a rule takes.
const rule = new RepoSyncRule("rule", { source: { ...guangzhou, namespace: "prod" }, target: singapore });
const all: ManualImageSync<"tencent"> = new ManualImageSync("all", { rule, maxTags: 500, referrers: true });

const data: ImageSyncData = {
    source: { cloud: "generic", host: "harbor.example.com", repository: "api" },
    target: { cloud: "huawei", region: "cn-north-4", namespace: "team" },
    tags: ["1.4.2"],
    platforms: ["linux/amd64"],
};
ManualImageSync.fromData("data", data);

export const via: pulumi.Output<ImagePath> = all.via;
export const platforms: pulumi.Output<string[] | undefined> = all.platforms;
export const host: pulumi.Output<string> = toHarbor.target.host;
export const namespace: pulumi.Output<string | undefined> = toHarbor.target.apply((target) => target.namespace);
export const signatures: pulumi.Output<number | undefined> = toHarbor
    .image("1.4.2")
    .apply(({ referrers }) => referrers);
