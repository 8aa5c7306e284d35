import type { AlibabaRuleSpec } from "../../model";
import type { RuleCapabilities, RuleField } from "../../registry";
import { plainFields } from "../../rules/compare";
import { validateRule } from "../../validation/rule";
import { alibabaRuleSchema } from "./validation";

const replacing = (...paths: string[]): RuleField[] => paths.map((path) => ({ path, change: "replace" }));

const fields: readonly RuleField[] = [
    ...replacing("source.region", "source.instanceId", "source.namespace", "source.repository"),
    ...replacing("target.region", "target.instanceId", "target.namespace", "target.repository"),
    ...replacing("target.accountId", "target.linkId", "name", "repositoryFilter", "tagFilter", "trigger"),
    { path: "source.account", change: "update" },
    { path: "target.account", change: "update" },
];

/** The expression that stands for "no filter": TagFilter is mandatory on the wire. */
export const matchAll = ".*";

/** CreateRepoSyncRule, DeleteRepoSyncRule, ListRepoSyncRule: there is no update, so every field replaces. */
export const alibabaRules: RuleCapabilities<AlibabaRuleSpec> = {
    cloud: "alibaba",
    product: "Alibaba Cloud CR EE",
    fields,
    key: ["source.region", "source.instanceId", "name"],
    validate: (args) => validateRule(alibabaRuleSchema, args),
    canonical: (spec) => {
        const plain = plainFields({ fields }, spec);
        for (const path of ["tagFilter", "repositoryFilter"]) {
            plain.set(path, plain.get(path) === matchAll ? undefined : plain.get(path));
        }
        return plain;
    },
    scope: (spec) => (spec.source.repository === undefined ? "namespace" : "repository"),
};
