import { readFileSync } from "node:fs";
import { RepoSyncRule, type RuleData } from "pulumi-imagesync";

// The compiler cannot know what is in a file: check says at preview what is wrong with it.
const parsed: Record<string, unknown> = JSON.parse(readFileSync("rules.json", "utf8"));
for (const [name, data] of Object.entries(parsed)) {
    const rule = RepoSyncRule.fromData(name, data, { retainOnDelete: true });
    rule.scope.apply((scope) => scope === "repository");
}

// Data that the program holds itself, of several clouds.
const data: RuleData[] = [
    {
        source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        trigger: "manual",
    },
    {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
        target: { cloud: "huawei", region: "ap-southeast-3" },
    },
];
export const rules: RepoSyncRule[] = data.map((each, n) => RepoSyncRule.fromData(`rule-${n}`, each));
