import * as pulumi from "@pulumi/pulumi";
import { alibaba, generic, huawei, ManualImageSync, RepoSyncRule, tencent } from "pulumi-imagesync";

const config = new pulumi.Config();
const hub = alibaba({ region: "cn-hangzhou", instanceId: config.require("hub") });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: config.require("guangzhou") });
const singapore = tencent({ region: "ap-singapore", instanceId: config.require("singapore") });
const beijing = huawei({ region: "cn-north-4" });
const release = config.require("release");

// From one cloud to another, as it is: all platforms, and what is attached to them, such as signatures and SBOMs.
const web = new ManualImageSync("web-to-huawei", {
    source: { ...hub, namespace: "prod", repository: "web" },
    target: { ...beijing, namespace: "team" },
    tags: [release],
    referrers: true,
});
export const webImage = web.imageReference(release);

// One platform alone, under another name. What arrives is the image of that platform: its digest is not the index's.
const edge = new ManualImageSync("web-to-edge", {
    source: { ...hub, namespace: "prod", repository: "web" },
    target: { ...guangzhou, namespace: "prod", repository: "edge/web" },
    tags: [{ source: release, target: `${release}-amd64` }],
    platforms: ["linux/amd64"],
});
export const edgeImage = edge.imageReference(`${release}-amd64`);

// A rule copies what is pushed from now on; TCR has no call that makes it copy what is there already. Named alone, a rule
// is triggered: everything that it takes is copied now, and again when `round` changes.
const base = new RepoSyncRule("base-to-singapore", {
    source: { ...guangzhou, namespace: "base" },
    target: singapore,
});
const baseNow = new ManualImageSync("base-now", { rule: base, triggers: [config.get("round") ?? "1"] });
export const baseDigests = baseNow.images.apply((images) =>
    Object.fromEntries(Object.entries(images).map(([image, { digest }]) => [image, digest])),
);

// From a registry of one's own, where there is one: a Harbor, or any other. Its tags are chosen by a glob.
const harbor = config.get("harbor");
if (harbor !== undefined) {
    new ManualImageSync("billing-from-harbor", {
        source: { ...generic({ host: harbor }), namespace: "prod", repository: "billing" },
        target: { ...hub, namespace: "prod" },
        tagFilter: "1.*",
    });
}
