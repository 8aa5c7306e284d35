import type { HuaweiRuleSpec } from "../../model";
import type { RuleCapabilities, RuleField } from "../../registry";
import { plainFields } from "../../rules/compare";
import { validateRule } from "../../validation/rule";
import { huaweiRuleSchema } from "./validation";

const replacing = (...paths: string[]): RuleField[] => paths.map((path) => ({ path, change: "replace" }));

const fields: readonly RuleField[] = [
    ...replacing("source.region", "source.namespace", "source.repository"),
    ...replacing("target.region", "target.namespace", "override"),
    { path: "source.account", change: "update" },
    { path: "target.account", change: "update" },
];

/** CreateImageSyncRepo, DeleteImageSyncRepo, ListImageAutoSyncReposDetails: there is no update, so every field replaces. */
export const huaweiRules: RuleCapabilities<HuaweiRuleSpec> = {
    cloud: "huawei",
    product: "Huawei SWR",
    fields,
    key: ["source.region", "source.namespace", "source.repository", "target.region", "target.namespace"],
    validate: (args) => validateRule(huaweiRuleSchema, args),
    canonical: (spec) => plainFields({ fields }, spec),
    scope: () => "repository",
    hidesRules: true,
};
