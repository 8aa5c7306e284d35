import { isRecord } from "../calls/answers";
import type { RuleCloud } from "../model";
import { ruleClouds } from "../model";
import { valueAt } from "../paths";
import { shown } from "../validation/schema";

/** What to do where the ends are not in one cloud. */
export interface OneCloud {
    /** An end that is any registry. */
    readonly generic: string;
    /** Ends in two clouds. */
    readonly apart: string;
}

/** The cloud of both ends, or why there is none. */
export function cloudOf(args: Record<string, unknown>, wayOut: OneCloud): RuleCloud | { failures: string[] } {
    const [from, to] = ["source", "target"].map((end) => valueAt(args, `${end}.cloud`));
    const failures = ["source", "target"].flatMap((end) => endFailures(args, end, wayOut));
    if (failures.length > 0) {
        return { failures };
    }
    if (from !== to) {
        return { failures: [`target.cloud: ${shown(from)} and ${shown(to)}; ${wayOut.apart}`] };
    }
    return from as RuleCloud;
}

function endFailures(args: Record<string, unknown>, end: string, wayOut: OneCloud): string[] {
    const value = args[end];
    if (!isRecord(value)) {
        return [
            `${end}: ${value === undefined ? "missing" : shown(value)}; allowed: an endpoint, such as alibaba({ … })`,
        ];
    }
    if (ruleClouds.some((name) => name === value.cloud)) {
        return [];
    }
    const why = value.cloud === "generic" ? `; ${wayOut.generic}` : "";
    return [`${end}.cloud: ${shown(value.cloud)}; allowed: ${ruleClouds.map(shown).join(", ")}${why}`];
}
