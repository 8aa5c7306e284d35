import { alibaba, RepoSyncRule, tencent, type RepoSyncRuleArgs, type RuleTarget } from "pulumi-imagesync";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const source = { ...hub, namespace: "prod" };

// Entries that do not all have the same fields.
const mixed = [
    alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" }),
    { ...alibaba({ region: "eu-central-1", instanceId: "cri-eu" }), namespace: "mirror" },
    alibaba({ region: "cn-shanghai", instanceId: "cri-partner", accountId: "1000000000000002" }),
];
export const rules = mixed.map((target, n) => new RepoSyncRule(`to-${n}`, { source, target, tagFilter: "v.*" }));

// An array with a declared type, of any length, none too.
const none: RuleTarget<"alibaba">[] = [];
none.push(...mixed);
for (const target of none) {
    new RepoSyncRule("again", { source, target });
}

// By region, through a record.
const instances: Record<string, string> = { "ap-singapore": "tcr-sg", "na-siliconvalley": "tcr-us" };
export const byRegion = Object.fromEntries(
    Object.entries(instances).map(([region, instanceId]) => [
        region,
        new RepoSyncRule(region, {
            source: { ...tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), namespace: "prod" },
            target: tencent({ region, instanceId }),
        }),
    ]),
);

// Args that are made first and used later.
const args: RepoSyncRuleArgs<"alibaba">[] = mixed.map((target) => ({ source, target, trigger: "manual" }));
args.forEach((each, n) => new RepoSyncRule(`later-${n}`, each));
