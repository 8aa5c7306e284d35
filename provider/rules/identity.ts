import type { RuleCapabilities } from "../registry";
import type { RuleSpec } from "../model";
import { isKnown } from "../validation/schema";
import { formatId } from "../identity";
import { valueAt } from "../paths";

/**
 * The natural key of a rule, by which it is found again: the values of the cloud's key fields.
 * Undefined while one of them is not known yet.
 */
export function naturalKey(capabilities: RuleCapabilities, spec: RuleSpec): string[] | undefined {
    const parts = capabilities.key.map((path) => valueAt(spec, path));
    return parts.every((part): part is string => typeof part === "string" && isKnown(part)) ? parts : undefined;
}

/** The id of a rule. @throws Error when a part of its key is not known: then nothing can have been made. */
export function ruleId(capabilities: RuleCapabilities, spec: RuleSpec): string {
    const key = naturalKey(capabilities, spec);
    if (!key) {
        throw new Error(`a rule needs ${capabilities.key.join(", ")} to be known`);
    }
    return formatId(capabilities.cloud, key);
}
