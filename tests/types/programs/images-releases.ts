import * as pulumi from "@pulumi/pulumi";
import {
    alibaba,
    huawei,
    ManualImageSync,
    RepoSyncRule,
    tencent,
    type ImageStatus,
    type ManualImageSyncArgs,
    type SyncedImage,
    type SyncedImages,
    type TagPair,
} from "pulumi-imagesync";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const shanghai = huawei({ region: "cn-east-3" });
const api = { ...hub, namespace: "prod", repository: "api" };

// Entries that do not all have the same fields.
const releases = [
    { target: singapore, tags: ["1.4.2", "1.4.3"] },
    { target: { ...singapore, repository: "renamed" }, tagFilter: "v\\d+", maxTags: 20, override: true },
    { target: alibaba({ region: "cn-shanghai", instanceId: "cri-partner", accountId: "1000000000000002" }), tags: [] },
];
export const syncs = releases.map((release, n) => new ManualImageSync(`release-${n}`, { source: api, ...release }));

// Constants, which the compiler takes for read-only.
const fixed = { tags: ["1.4.2", { source: "1.4.3", target: "stable" }], via: "cloud", wait: false } as const;
new ManualImageSync("fixed", { source: api, target: singapore, ...fixed });

// Tags that are not known before `up`, as a whole and one by one.
const built = new pulumi.StackReference("org/build/prod");
const names: pulumi.Output<string[]> = built.requireOutput("tags").apply((value) => [String(value)]);
const pairs: pulumi.Output<TagPair[]> = names.apply((all) => all.map((source) => ({ source, target: "latest" })));
const config = new pulumi.Config();
const text = config.get("text");
const later = pulumi.output(text);
new ManualImageSync("names", {
    source: api,
    target: singapore,
    tags: names,
    triggers: [names, config.get("again"), 1],
});
new ManualImageSync("pairs", { source: api, target: singapore, tags: pairs });
const mixed = ["1.4.2", names.apply(String), { source: names.apply(String), target: later }, Promise.resolve("1.4.4")];
new ManualImageSync("mixed", { source: api, target: singapore, tags: mixed });

// Each optional field takes undefined, by itself and within an Output.
new ManualImageSync("undefined", {
    source: { ...api, account: later },
    target: { ...singapore, account: text, namespace: later, repository: text, accountId: later },
    rule: undefined,
    tags: undefined,
    tagFilter: later,
    maxTags: config.getNumber("max"),
    override: config.getBoolean("override"),
    via: pulumi.output<"cloud" | undefined>(undefined),
    priority: pulumi.output(config.getNumber("priority")),
    wait: undefined,
    timeoutSeconds: undefined,
    triggers: undefined,
});

// By a rule: its ends, one of them, or both.
const rule = new RepoSyncRule("rule", { source: { ...hub, namespace: "prod" }, target: singapore, trigger: "manual" });
const byRule: ManualImageSync<"alibaba"> = new ManualImageSync("by-rule", { rule, tags: names, priority: 5 });
new ManualImageSync("one-repository", { rule, source: api, tags: ["1.4.2"] }, { dependsOn: rule });
new ManualImageSync("both", {
    rule: config.get("mode") ? rule : undefined,
    source: api,
    target: singapore,
    tags: names,
});

// To another cloud; a target may rename on each of them.
const args: ManualImageSyncArgs<"alibaba", "tencent">[] = [{ source: api, target: guangzhou, tags: ["1.4.2"] }];
const across: ManualImageSync<"alibaba", "tencent">[] = args.map((each, n) => new ManualImageSync(`to-${n}`, each));
new ManualImageSync("to-huawei", { source: api, target: { ...shanghai, repository: "renamed" }, tags: ["1.4.2"] });

// Images of every sync, whatever the clouds.
const all: ManualImageSync[] = [...syncs, byRule, ...across];
export const images: pulumi.Output<SyncedImages[]> = pulumi.all(all.map((sync) => sync.images));
export const failed = all.map((sync) => sync.summary.apply(({ failed: count }) => count ?? 0));
export const statuses: pulumi.Output<ImageStatus> = byRule.image(text ?? "1.4.2").status;
export const image: pulumi.Output<SyncedImage> = byRule.image(later.apply((tag) => tag ?? "1.4.2"));
export const digest = byRule.image("1.4.2").digest;
export const place: pulumi.Output<string> = pulumi.interpolate`${byRule.host}/${byRule.target.namespace}`;
export const repository: pulumi.Output<string> = byRule.target.repository;
