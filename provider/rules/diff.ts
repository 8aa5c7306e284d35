import type { DiffResult } from "../checks/diffResult";
import type { RuleSpec } from "../model";
import type { RuleCapabilities } from "../registry";
import { changedPaths } from "./compare";
import { naturalKey } from "./identity";

/** What the change from the recorded to the declared rule needs: nothing, an update, or another rule. */
export function diffRule(capabilities: RuleCapabilities, olds: RuleSpec, news: RuleSpec): DiffResult {
    if (olds.source.cloud !== news.source.cloud) {
        return { changes: true, replaces: ["source", "target"], deleteBeforeReplace: false };
    }
    const consequence = new Map(capabilities.fields.map((field) => [field.path, field.change]));
    const paths = changedPaths(capabilities, olds, news);
    const replaces = paths
        .filter((path) => consequence.get(path) === "replace")
        .map((path) => path.split(".")[0] ?? "");
    return {
        changes: paths.length > 0,
        replaces: [...new Set(replaces)],
        deleteBeforeReplace: replaces.length > 0 && sameKey(capabilities, olds, news),
    };
}

/** A rule and its replacement with the same natural key cannot both be there. */
function sameKey(capabilities: RuleCapabilities, olds: RuleSpec, news: RuleSpec): boolean {
    const [before, after] = [naturalKey(capabilities, olds), naturalKey(capabilities, news)];
    return before !== undefined && after !== undefined && before.every((part, i) => part === after[i]);
}
