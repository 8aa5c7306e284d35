import * as pulumi from "@pulumi/pulumi";
import { alibaba, RepoSyncRule } from "pulumi-imagesync";

const config = new pulumi.Config();
const hub = alibaba({ region: "cn-hangzhou", instanceId: config.require("hub") });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: config.require("singapore") });
const backup = alibaba({ region: "cn-hangzhou", instanceId: config.require("backup") });

// One repository: every release that is pushed goes to Singapore.
const releases = new RepoSyncRule("api-releases", {
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

// A rule that copies only when it is asked to.
const onDemand = new RepoSyncRule("backup", {
    source: { ...hub, namespace: "prod" },
    target: backup,
    trigger: "manual",
});

export const ruleIds = [releases, selected, onDemand].map(({ ruleId }) => ruleId);
