import { ImageSyncError } from "../errors";
import type { ObservedRule } from "../registry";

/**
 * The one rule with a natural key, or none. `short`: the list that the rules are from counts more than it showed.
 * @throws ImageSyncError `conflict` that lists them when there are several; `transient` when there is none in a list
 * that is short: the rule may be there all the same.
 */
export function oneRule(
    cloud: string,
    key: string,
    rules: readonly ObservedRule[],
    short = false,
): ObservedRule | undefined {
    if (short && rules.length === 0) {
        throw new ImageSyncError({
            kind: "transient",
            cloud,
            action: "find",
            problem: `the list counts more rules than it shows, so whether ${key} is there cannot be known`,
            advice: "run again",
        });
    }
    if (rules.length > 1) {
        throw new ImageSyncError({
            kind: "conflict",
            cloud,
            action: "find",
            problem: `${rules.length} rules have the natural key (${key}): ${rules.map(label).join(", ")}`,
            advice: "remove all but one in the console; which one is meant cannot be known",
        });
    }
    return rules[0];
}

function label({ ruleId, fields, createdAt }: ObservedRule): string {
    const name = fields.get("name");
    return [name === undefined ? undefined : JSON.stringify(name), ruleId, createdAt && `created ${createdAt}`]
        .filter(Boolean)
        .join(" ");
}
