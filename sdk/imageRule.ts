import * as pulumi from "@pulumi/pulumi";
import { isLeftOut, ruleHas } from "./ruleFields";

/** What is told of a rule and of each of its ends: SyncedRule and RuleEnd of the model. */
const ruleFields = [
    ...["ruleId", "name", "trigger", "override"],
    ...["repositoryFilter", "tagFilter", "artifacts", "enabled"],
];
const endFields = ["cloud", "region", "instanceId", "namespace", "repository", "account", "accountId", "grant"];

/**
 * A rule as plain data: a resource among the properties of another arrives as its id alone. Each field is an Output of
 * its own, so that one which is not known yet leaves the others known; all carry the dependency on the rule. Fields that
 * the rule's cloud does not have are left out: to Pulumi, an output that is not there is one not known, in every preview.
 * So are those which the rule's program has left out and nothing fills. Anything but a rule is handed on as it is, for `check` to judge. A rule is told by its fields, not by its class: a
 * program may hold two copies of this package.
 */
export function syncedRule(rule: unknown): unknown {
    if (!pulumi.Resource.isInstance(rule) || !("ruleId" in rule)) {
        return rule;
    }
    const [source, target] = [lifted(rule, "source"), lifted(rule, "target")];
    const cloud = pulumi.output(lifted(source, "cloud") as pulumi.Input<string | undefined>);
    return {
        ...fields(ruleFields, (name) =>
            isLeftOut(rule, name)
                ? undefined
                : cloud.apply((known) => (ruleHas(known, name) ? lifted(rule, name) : undefined)),
        ),
        source: fields(endFields, (name) => lifted(source, name)),
        target: fields(endFields, (name) => lifted(target, name)),
    };
}

function fields(names: readonly string[], value: (name: string) => unknown): Record<string, unknown> {
    return Object.fromEntries(names.map((name) => [name, value(name)]));
}

/** A property of a resource or, through Pulumi's lifting, of an Output: known where it is known, even if others are not. */
function lifted(from: unknown, name: string): unknown {
    return (from as Record<string, unknown> | undefined)?.[name];
}
