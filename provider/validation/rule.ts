import { z } from "zod";
import type { RuleCloud } from "../model";
import type { Validation } from "../registry";
import { valueAt, withValueAt } from "../rules/paths";
import type { FilterSubject, FilterVerdict } from "./filters";
import type { Vocabulary } from "./report";
import { report } from "./report";
import { flag, hidden, isKnown, shown } from "./schema";

/** One cloud's rule as schemas; keys with `optional()` may be left out. */
export interface RuleSchema {
    readonly cloud: RuleCloud;
    /** For sentences: `a rule on Alibaba Cloud CR EE`. */
    readonly what: string;
    readonly source: Record<string, z.ZodType>;
    readonly target: Record<string, z.ZodType>;
    readonly options: Record<string, z.ZodType>;
    /** Args that other clouds have, by path, and what to do instead. */
    readonly elsewhere: Readonly<Record<string, string>>;
    /** Filters by path, with what they are applied to. */
    readonly filters: Readonly<Record<string, FilterSubject>>;
    readonly judge: (pattern: string, subject: FilterSubject) => FilterVerdict;
    /** Fills what depends on other args. */
    readonly defaults: (args: Record<string, unknown>) => Readonly<Record<string, unknown>>;
    /** What two args together get wrong; only asked about args that are each right. */
    readonly together: (args: Record<string, unknown>) => readonly string[];
}

/** Validates a rule's args and fills the defaults; values that are not known yet pass. */
export function validateRule(schema: RuleSchema, args: Record<string, unknown>): Validation {
    const shape = z.strictObject({
        source: z.strictObject({ cloud: z.literal(schema.cloud), ...schema.source }),
        target: z.strictObject({ cloud: z.literal(schema.cloud), ...schema.target }),
        adopt: flag().optional(),
        ...schema.options,
        ...hidden,
    });
    const parsed = shape.safeParse(args, { reportInput: true });
    const failures = report(parsed.error, vocabulary(schema));
    const verdicts = judgeFilters(schema, args);
    failures.push(...verdicts.failures);
    if (failures.length > 0) {
        return { args, failures, warnings: verdicts.warnings };
    }
    const filled = fillDefaults(args, schema.defaults(args));
    return { args: filled, failures: schema.together(filled), warnings: verdicts.warnings };
}

function judgeFilters(schema: RuleSchema, args: Record<string, unknown>) {
    const failures: string[] = [];
    const warnings: string[] = [];
    for (const [path, subject] of Object.entries(schema.filters)) {
        const value = valueAt(args, path);
        if (typeof value !== "string" || value.trim() === "" || !isKnown(value)) {
            continue;
        }
        const { failure, warning } = schema.judge(value, subject);
        if (failure) {
            failures.push(`${path}: ${shown(value)} ${failure}`);
        } else if (warning) {
            warnings.push(`${path}: ${shown(value)} ${warning}`);
        }
    }
    return { failures, warnings };
}

function fillDefaults(args: Record<string, unknown>, defaults: Readonly<Record<string, unknown>>) {
    return Object.entries(defaults).reduce(
        (filled, [path, value]) => (valueAt(filled, path) === undefined ? withValueAt(filled, path, value) : filled),
        args,
    );
}

function vocabulary(schema: RuleSchema): Vocabulary {
    const visible = (names: Record<string, unknown>) => Object.keys(names).filter((name) => !name.startsWith("__"));
    return {
        what: schema.what,
        elsewhere: schema.elsewhere,
        args: {
            "": ["source", "target", ...visible(schema.options), "adopt"],
            source: ["cloud", ...visible(schema.source)],
            target: ["cloud", ...visible(schema.target)],
        },
    };
}

/** Whether all the named args are known and equal in pairs: the sign of a rule onto itself. */
export function samePlace(args: Record<string, unknown>, fields: readonly string[]): boolean {
    return fields.every((field) => {
        const [from, to] = [valueAt(args, `source.${field}`), valueAt(args, `target.${field}`)];
        return from === to && isKnown(from);
    });
}
