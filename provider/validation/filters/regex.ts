import { isDisjoint } from "./language";
import type { FilterSubject, FilterVerdict } from "./judging";

/** The grammar of tags and repository names in the OCI distribution specification. */
const grammars: Record<FilterSubject, string> = {
    tag: "[A-Za-z0-9_][A-Za-z0-9._-]*",
    repository: "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*",
};

/**
 * Judges a regular expression. The cloud's own engine is not published: refused is what neither JavaScript nor RE2
 * compiles, and what cannot match any legal name even as a part of it.
 */
export function judgeRegex(pattern: string, subject: FilterSubject): FilterVerdict {
    const problem = compileProblem(pattern);
    if (problem) {
        return { failure: `does not compile as a regular expression (${problem})${regexHint(pattern)}` };
    }
    if (!bracketClass.test(pattern) && isDisjoint(pattern, grammars[subject])) {
        return { failure: `cannot match any ${subject}${regexHint(pattern)}` };
    }
    if (looksLikeGlob(pattern)) {
        return {
            warning: `is taken as a regular expression, where * repeats the character before it; a glob's * is written .*: ${JSON.stringify(globToRegex(pattern))}`,
        };
    }
    return {};
}

/** `[[:alpha:]]` is a class to RE2 and something else to JavaScript, whose reading the comparison uses. */
const bracketClass = /\[:\^?\w+:\]/;

function compileProblem(pattern: string): string | undefined {
    try {
        new RegExp(pattern);
        return undefined;
    } catch (error) {
        return compileRe2(pattern) ? undefined : String((error as Error).message).replace(/^.*: /, "");
    }
}

function compileRe2(pattern: string) {
    const { RE2JS } = require("re2js") as typeof import("re2js");
    try {
        return RE2JS.compile(pattern);
    } catch {
        return undefined;
    }
}

/**
 * Whether a name is matched as a whole by a regular expression: read by RE2, whose time grows with the name's length
 * alone, else as JavaScript's, which has look-arounds. @throws SyntaxError for what neither compiles
 */
export function regexMatcher(pattern: string): (name: string) => boolean {
    const re2 = compileRe2(pattern);
    if (re2) {
        return (name) => re2.matches(name);
    }
    const expression = new RegExp(`^(?:${new RegExp(pattern).source})$`);
    return (name) => expression.test(name);
}

/** Judges a regular expression that is matched against whole names: {@link judgeRegex}, and more strictly. */
export function judgeWholeRegex(pattern: string, subject: FilterSubject): FilterVerdict {
    const verdict = judgeRegex(pattern, subject);
    if (verdict.failure !== undefined) {
        return verdict;
    }
    if (!bracketClass.test(pattern) && isDisjoint(`^(?:${pattern})$`, grammars[subject])) {
        const part = pattern.includes("|") ? `(?:${pattern})` : pattern;
        const anywhere = JSON.stringify(`.*${part}.*`);
        return { failure: `cannot match a whole ${subject}; to match a part of it write ${anywhere}` };
    }
    return halfAnchored.test(pattern)
        ? {
              warning: `is matched against the whole ${subject}; to take all that begin with it write ${JSON.stringify(`${pattern}.*`)}`,
          }
        : verdict;
}

/** `^v1\\.`: an anchor at the beginning, a plain character at the end. */
const halfAnchored = /^\^[^|]*[A-Za-z0-9._-]$/;

/** `v*`, `*`-only endings, `1.?`: legal as a regular expression, but nobody means it. */
function looksLikeGlob(pattern: string): boolean {
    return /^[A-Za-z0-9._-]*[A-Za-z0-9_-]\*$/.test(pattern) && !/[\\[\]()+^$|]/.test(pattern);
}

function globToRegex(glob: string): string {
    return glob.replace(/[.]/g, "\\.").replace(/\*+/g, ".*").replace(/\?/g, ".");
}

function regexHint(pattern: string): string {
    return /[*?]/.test(pattern) && !/\\|\.\*|\(/.test(pattern)
        ? `; it looks like a glob, as a regular expression it would be ${JSON.stringify(globToRegex(pattern))}`
        : "";
}
