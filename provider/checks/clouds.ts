import { isRecord } from "../calls/answers";
import type { ImageCloud, RuleCloud } from "../model";
import { imageClouds, ruleClouds } from "../model";
import { valueAt } from "../paths";
import { shown } from "../validation/schema";

/** What to do where the ends are not in one cloud. */
export interface OneCloud {
    /** An end that is any registry. */
    readonly generic: string;
    /** Ends in two clouds. */
    readonly apart: string;
}

/** The cloud of both ends of a rule, or why there is none. */
export function cloudOf(args: Record<string, unknown>, wayOut: OneCloud): RuleCloud | { failures: string[] } {
    const failures = endsFailures(args, ruleClouds, wayOut.generic);
    if (failures.length > 0) {
        return { failures };
    }
    const [from, to] = clouds(args);
    if (from !== to) {
        return { failures: [`target.cloud: ${shown(from)} and ${shown(to)}; ${wayOut.apart}`] };
    }
    return from as RuleCloud;
}

/** Where the ends of an image sync are, or why that cannot be told. */
export function cloudsOf(
    args: Record<string, unknown>,
): { readonly from: ImageCloud; readonly to: ImageCloud } | { failures: string[] } {
    const failures = endsFailures(args, imageClouds);
    const [from, to] = clouds(args);
    return failures.length > 0 ? { failures } : { from: from as ImageCloud, to: to as ImageCloud };
}

function clouds(args: Record<string, unknown>): unknown[] {
    return ["source.cloud", "target.cloud"].map((path) => valueAt(args, path));
}

function endsFailures(args: Record<string, unknown>, allowed: readonly string[], generic?: string): string[] {
    return ["source", "target"].flatMap((end) => endFailures(args, end, allowed, generic));
}

function endFailures(
    args: Record<string, unknown>,
    end: string,
    allowed: readonly string[],
    generic: string | undefined,
): string[] {
    const value = args[end];
    if (!isRecord(value)) {
        return [
            `${end}: ${value === undefined ? "missing" : shown(value)}; allowed: an endpoint, such as alibaba({ … })`,
        ];
    }
    if (allowed.some((name) => name === value.cloud)) {
        return [];
    }
    const why = value.cloud === "generic" && generic !== undefined ? `; ${generic}` : "";
    return [`${end}.cloud: ${shown(value.cloud)}; allowed: ${allowed.map(shown).join(", ")}${why}`];
}
