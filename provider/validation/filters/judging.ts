import { valueAt } from "../../paths";
import { isKnown, shown } from "../schema";

/** What a filter is applied to. */
export type FilterSubject = "tag" | "repository";

export interface FilterVerdict {
    /** Why the filter cannot be right; undefined where it can. */
    readonly failure?: string;
    /** What is odd about a filter that can be right. */
    readonly warning?: string;
}

export type Judge = (pattern: string, subject: FilterSubject) => FilterVerdict;

/** Judges the filters at these paths of the args, as far as they are texts that are known. */
export function judgeFilters(
    filters: Readonly<Record<string, FilterSubject>>,
    judge: Judge,
    args: Record<string, unknown>,
): { failures: string[]; warnings: string[] } {
    const failures: string[] = [];
    const warnings: string[] = [];
    for (const [path, subject] of Object.entries(filters)) {
        const value = valueAt(args, path);
        if (typeof value !== "string" || value.trim() === "" || !isKnown(value)) {
            continue;
        }
        const { failure, warning } = judge(value, subject);
        if (failure) {
            failures.push(`${path}: ${shown(value)} ${failure}`);
        } else if (warning) {
            warnings.push(`${path}: ${shown(value)} ${warning}`);
        }
    }
    return { failures, warnings };
}
