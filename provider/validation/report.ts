import type { z } from "zod";
import { shown } from "./schema";

export interface Vocabulary {
    /** For the sentence: `a rule on Alibaba Cloud CR EE`. */
    readonly what: string;
    /** Args that other clouds have, by path, and what to do instead. */
    readonly elsewhere: Readonly<Record<string, string>>;
    /** All args there are, by the path of the object that holds them (`""` for the top). */
    readonly args: Readonly<Record<string, readonly string[]>>;
}

/** One sentence for each thing that is wrong: property path, value, what is allowed. */
export function report(error: z.ZodError | undefined, vocabulary: Vocabulary): string[] {
    return (error?.issues ?? []).flatMap((issue) => sentences(issue, vocabulary));
}

function sentences(issue: z.core.$ZodIssue, vocabulary: Vocabulary): string[] {
    const path = pathText(issue.path);
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => unknownArg(path, key, vocabulary));
    }
    if (issue.code === "invalid_type") {
        const expected = issue.expected === "nonoptional" ? "it" : `an ${issue.expected}`;
        return issue.input === undefined
            ? [`${path || "args"}: missing; ${vocabulary.what} needs ${expected}`]
            : [`${path || "args"}: ${shown(issue.input)} is not an ${issue.expected}`];
    }
    return [`${path || "args"}: ${issue.message}`];
}

/** The value is not shown: a property that is not ours may hold anything, a secret too. */
function unknownArg(parent: string, key: string, vocabulary: Vocabulary): string {
    const path = parent ? `${parent}.${key}` : key;
    const wayOut = Object.hasOwn(vocabulary.elsewhere, path) ? vocabulary.elsewhere[path] : undefined;
    if (wayOut !== undefined) {
        return `${path}: ${vocabulary.what} has no such property; ${wayOut}`;
    }
    return notAProperty(path, vocabulary.what, vocabulary.args[parent] ?? []);
}

/** @param path ends in the name that is none of `names` */
export function notAProperty(path: string, what: string, names: readonly string[]): string {
    const key = path.slice(path.lastIndexOf(".") + 1);
    const close = names.find((name) => closeTo(name, key));
    const hint = close ? `did you mean ${close}?` : `it has: ${names.join(", ")}`;
    return `${path}: not a property of ${what}; ${hint}`;
}

/** Same letters but for case, order, or one of them. */
function closeTo(name: string, typed: string): boolean {
    const [a, b] = [name.toLowerCase(), typed.toLowerCase()];
    const letters = (word: string) => [...word].sort().join("");
    const drop = (word: string, other: string) =>
        [...word].some((_, i) => word.slice(0, i) + word.slice(i + 1) === other);
    return a === b || letters(a) === letters(b) || drop(a, b) || drop(b, a) || differInOne(a, b);
}

function differInOne(a: string, b: string): boolean {
    return a.length === b.length && [...a].filter((letter, i) => letter !== b[i]).length === 1;
}

function pathText(path: readonly PropertyKey[]): string {
    return path.map((part, i) => (typeof part === "number" ? `[${part}]` : (i > 0 ? "." : "") + String(part))).join("");
}
