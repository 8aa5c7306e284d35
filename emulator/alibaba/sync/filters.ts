import type { AlibabaSyncRule } from "../model";

/** Inline flags at the start: most dialects have them, JavaScript's has not. */
const INLINE_FLAGS = /^\(\?([a-zA-Z]+)\)/;

/** Compiles a rule's filter; undefined where it is no regular expression. */
export function compileFilter(filter: string): RegExp | undefined {
    const flags = [...(INLINE_FLAGS.exec(filter)?.[1] ?? "")].filter((flag) => "ims".includes(flag));
    try {
        return new RegExp(`^(?:${filter.replace(INLINE_FLAGS, "")})$`, [...new Set(flags)].join(""));
    } catch {
        return undefined;
    }
}

/** Whether a rule copies this tag of its source instance. Filters match whole names. */
export function takes(rule: AlibabaSyncRule, namespace: string, repository: string, tag: string): boolean {
    const isSource =
        rule.namespace === namespace &&
        (rule.scope === "REPO" ? rule.repository === repository : matches(rule.repositoryFilter, repository));
    return isSource && matches(rule.tagFilter, tag);
}

function matches(filter: string, name: string): boolean {
    return compileFilter(filter)?.test(name) ?? false;
}
