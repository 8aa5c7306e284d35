import { ImageSyncError } from "../errors";
import type { ObservedRule } from "../registry";

/** The one rule with a natural key, or none. @throws ImageSyncError `conflict` that lists them when there are several. */
export function oneRule(cloud: string, key: string, rules: readonly ObservedRule[]): ObservedRule | undefined {
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
