import type { TencentRuleSpec } from "../../model";
import type { Change, RuleCapabilities, RuleField } from "../../registry";
import { plainFields } from "../../rules/compare";
import { validateRule } from "../../validation/rule";
import { takenNames, takenTags } from "./filters";
import { tencentRuleSchema } from "./validation";

const all = (change: Change, ...paths: string[]): RuleField[] => paths.map((path) => ({ path, change }));

const fields: readonly RuleField[] = [
    ...all(
        "replace",
        "source.region",
        "source.instanceId",
        "target.region",
        "target.instanceId",
        "target.grant",
        "name",
    ),
    ...all("update", "source.namespace", "source.repository", "repositoryFilter", "tagFilter", "target.namespace"),
    ...all("update", "override", "replicateDeletions", "artifacts", "enabled", "description"),
    ...all("update", "source.account", "target.account"),
];

/** ManageReplication, ModifyReplication, DeleteReplicationRule, DescribeReplicationPolicies. */
export const tencentRules: RuleCapabilities<TencentRuleSpec> = {
    cloud: "tencent",
    product: "Tencent TCR",
    fields,
    key: ["source.region", "source.instanceId", "name"],
    unfinished: { enabled: true },
    validate: (args) => validateRule(tencentRuleSchema, args),
    canonical: (spec) => {
        const plain = plainFields({ fields }, spec);
        const { repository, repositoryFilter } = takenNames(spec.source?.repository, spec.repositoryFilter);
        return plain
            .set("source.repository", repository)
            .set("repositoryFilter", repositoryFilter)
            .set("tagFilter", takenTags(spec.tagFilter));
    },
    scope: (spec) =>
        takenNames(spec.source.repository, spec.repositoryFilter).repository ? "repository" : "namespace",
};
