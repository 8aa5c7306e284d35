import * as pulumi from "@pulumi/pulumi";
import { ManualImageSync, RepoSyncRule, tencent } from "pulumi-imagesync";

const config = new pulumi.Config();
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: config.require("guangzhou") });
const singapore = tencent({ region: "ap-singapore", instanceId: config.require("singapore") });

// A whole namespace, narrowed by globs. What is deleted in Guangzhou is deleted in Singapore too.
const base = new RepoSyncRule("base-images", {
    source: { ...guangzhou, namespace: "base" },
    target: singapore,
    repositoryFilter: "{node,golang}",
    tagFilter: "1.*",
    override: true,
    replicateDeletions: true,
    description: "Base images, as they are in Guangzhou",
});

// One nested repository, into a namespace of another name.
const service = new RepoSyncRule("team-service", {
    source: { ...guangzhou, namespace: "prod", repository: "team/service" },
    target: { ...singapore, namespace: "staging" },
    artifacts: "image",
});

// Declared, but switched off. Every field but the name and the registries can be changed in place.
const paused = new RepoSyncRule("web", {
    source: { ...guangzhou, namespace: "prod", repository: "web" },
    target: singapore,
    enabled: false,
});

export const ruleIds = [base, service, paused].map(({ ruleId }) => ruleId);

// A promotion inside one registry: the same image, by digest, under its own tag and as `stable`. The tag `stable` moves
// with each release, hence `override`.
const release = config.require("release");
const promotion = new ManualImageSync("shop-to-prod", {
    source: { ...guangzhou, namespace: "staging", repository: "shop" },
    target: { ...guangzhou, namespace: "prod" },
    tags: [release, { source: release, target: "stable" }],
    override: true,
});

/** For a manifest: by the digest, not by a tag that moves. */
export const stable = promotion.imageReference("stable");
