import { z } from "zod";
import type { RuleCloud } from "../model";
import type { Validation } from "../registry";
import { fillDefaults } from "./args";
import { type FilterSubject, type Judge, judgeFilters } from "./filters/judging";
import type { Vocabulary } from "./report";
import { report } from "./report";
import { flag, hidden } from "./schema";

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
    readonly judge: Judge;
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
    const verdicts = judgeFilters(schema.filters, schema.judge, args);
    failures.push(...verdicts.failures);
    if (failures.length > 0) {
        return { args, failures, warnings: verdicts.warnings };
    }
    const filled = fillDefaults(args, schema.defaults(args));
    return { args: filled, failures: schema.together(filled), warnings: verdicts.warnings };
}

function vocabulary(schema: RuleSchema): Vocabulary {
    return {
        what: schema.what,
        elsewhere: schema.elsewhere,
        args: {
            "": ["source", "target", ...Object.keys(schema.options), "adopt"],
            source: ["cloud", ...Object.keys(schema.source)],
            target: ["cloud", ...Object.keys(schema.target)],
        },
    };
}
