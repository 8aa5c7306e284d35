import { z } from "zod";

/** What the engine hands over, in check and diff, for a value that is not known before `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isKnown(value: unknown): boolean {
    return value !== unknownValue;
}

/** Whether there is surely a value: one that is not known yet may turn out to be none. */
export function isGiven(value: unknown): boolean {
    return value !== undefined && isKnown(value);
}

/** A value as a person may see it in an error. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The schema, where the value is known; a value that is not known yet passes. */
export function known(schema: z.ZodType): z.ZodType {
    return z.unknown().superRefine((value, context) => {
        if (!isKnown(value)) {
            return;
        }
        for (const issue of schema.safeParse(value).error?.issues ?? []) {
            context.addIssue({ code: "custom", message: issue.message, path: issue.path });
        }
    });
}

export interface TextRule {
    /** What the text is, with its article: `a namespace`. */
    readonly what: string;
    readonly pattern: RegExp;
    /** What is allowed, in words. */
    readonly allowed: string;
    readonly longest?: number;
}

/** A text of a given form. */
export function text(rule: TextRule): z.ZodType {
    return known(
        z.custom<string>(
            (value) =>
                typeof value === "string" && rule.pattern.test(value) && value.length <= (rule.longest ?? Infinity),
            { error: ({ input }) => `${isNot(input, rule.what)}; allowed: ${allowedText(rule)}` },
        ),
    );
}

function isNot(input: unknown, what: string): string {
    return input === undefined ? "missing" : `${shown(input)} is not ${what}`;
}

function allowedText(rule: TextRule): string {
    return rule.longest === undefined ? rule.allowed : `${rule.allowed}, ${rule.longest} characters at most`;
}

/** One of a few words. */
export function choice(...words: readonly string[]): z.ZodType {
    return known(
        z.custom<string>((value) => typeof value === "string" && words.includes(value), {
            error: ({ input }) => `${shown(input)} is not possible; allowed: ${words.map(shown).join(", ")}`,
        }),
    );
}

export function flag(): z.ZodType {
    return known(
        z.custom<boolean>((value) => typeof value === "boolean", {
            error: ({ input }) => `${shown(input)} is not a boolean; allowed: true, false`,
        }),
    );
}

/** A whole number within bounds. */
export function wholeNumber(what: string, least: number, most?: number): z.ZodType {
    const allowed = most === undefined ? `a whole number, ${least} or more` : `a whole number, ${least} to ${most}`;
    return known(
        z.custom<number>(
            (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= (most ?? Infinity),
            { error: ({ input }) => `${isNot(input, what)}; allowed: ${allowed}` },
        ),
    );
}

/** The name of an entry of `imagesync:accounts`. */
export function accountName(): z.ZodType {
    return text({
        what: "the name of an account",
        pattern: /\S/,
        allowed: "the name of an entry of imagesync:accounts",
    });
}

/** A region out of a published list. */
export function region(product: string, names: readonly string[]): z.ZodType {
    return known(
        z.custom<string>((value) => typeof value === "string" && names.includes(value), {
            error: ({ input }) => `${isNot(input, `a region of ${product}`)}; known: ${names.join(", ")}`,
        }),
    );
}

/** Hidden properties that the constructor adds; part of every schema. */
export const hidden = {
    __urn: z.unknown().optional(),
    __defaults: z.unknown().optional(),
    __timeouts: z.unknown().optional(),
    __provider: z.unknown().optional(),
};
