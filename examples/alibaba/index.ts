import * as pulumi from "@pulumi/pulumi";
import { alibaba, ManualImageSync, RepoSyncRule } from "pulumi-imagesync";

const config = new pulumi.Config();
const hub = alibaba({ region: "cn-hangzhou", instanceId: config.require("hub") });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: config.require("singapore") });
const backup = alibaba({ region: "cn-hangzhou", instanceId: config.require("backup") });

// One repository: every release that is pushed goes to Singapore.
const automatic = new RepoSyncRule("api-releases", {
    source: { ...hub, namespace: "prod", repository: "api" },
    target: singapore,
    tagFilter: "v\\d+.*",
});

// A whole namespace, but only some of its repositories, into a namespace of another name.
const selected = new RepoSyncRule("web-and-worker", {
    source: { ...hub, namespace: "prod" },
    target: { ...singapore, namespace: "staging" },
    repositoryFilter: "web|worker",
});

// A rule that copies only when it is asked to: by the sync of `web` below.
const onDemand = new RepoSyncRule("backup", {
    source: { ...hub, namespace: "prod" },
    target: backup,
    trigger: "manual",
});

export const ruleIds = [automatic, selected, onDemand].map(({ ruleId }) => ruleId);

// A rule copies what is pushed from now on. This release was pushed before: it is in Singapore when `up` is done.
const tag = config.require("release");
const release = new ManualImageSync("api-release", { rule: automatic, tags: [tag] });

// By the manual rule, which takes a whole namespace: the source names the repository.
const saved = new ManualImageSync("web-backup", {
    rule: onDemand,
    source: { ...hub, namespace: "prod", repository: "web" },
    tags: [tag],
    priority: 5,
});

/** For a manifest: by the digest, not by a tag that may move. */
export const image = release.imageReference(tag);
export const savedDigest = saved.image(tag).digest;
