import picomatch from "picomatch";
import { isDisjoint } from "./language";
import { valueAt } from "../rules/paths";
import { isKnown, shown } from "./schema";

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
        return compilesInRe2(pattern) ? undefined : String((error as Error).message).replace(/^.*: /, "");
    }
}

function compilesInRe2(pattern: string): boolean {
    return compileRe2(pattern) !== undefined;
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
    const expression = new RegExp(`^(?:${pattern})$`);
    return (name) => expression.test(name);
}

/** Judges a regular expression that is matched against whole names: {@link judgeRegex}, and more strictly. */
export function judgeWholeRegex(pattern: string, subject: FilterSubject): FilterVerdict {
    const verdict = judgeRegex(pattern, subject);
    if (verdict.failure !== undefined) {
        return verdict;
    }
    if (!bracketClass.test(pattern) && isDisjoint(`^(?:${pattern})$`, grammars[subject])) {
        const anywhere = JSON.stringify(`.*${pattern}.*`);
        return { failure: `cannot match a whole ${subject}; to match a part of it write ${anywhere}` };
    }
    return verdict.warning === undefined && halfAnchored.test(pattern)
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

/** The options under which picomatch reads a glob as doublestar does: dots are ordinary, nothing negates. */
const doublestar = { dot: true, nonegate: true, noextglob: true, strictBrackets: true } as const;

/** Judges a doublestar glob: `*`, `**`, `?`, `[class]`, `{a,b}`, `\` to quote. */
export function judgeGlob(pattern: string, subject: FilterSubject): FilterVerdict {
    const problem = globProblem(pattern);
    if (problem) {
        return { failure: `is not a valid glob (${problem})${globHint(pattern)}` };
    }
    if (!globCanMatch(pattern, subject)) {
        return { failure: `cannot match any ${subject}${globHint(pattern)}` };
    }
    if (/\\[._-]/.test(pattern)) {
        return {
            warning: `is taken as a glob, where . is a dot without being quoted and * alone takes anything; perhaps ${JSON.stringify(regexToGlob(pattern))} is meant`,
        };
    }
    return {};
}

/** Whether a name is matched as a whole by a doublestar glob. @throws Error for what is no valid glob */
export function globMatcher(pattern: string): (name: string) => boolean {
    return picomatch(asDoublestar(pattern), doublestar);
}

/**
 * The glob in the form in which picomatch means by it what doublestar does: `[!a]` is `[^a]`, `{a}` is `a`, and
 * parentheses, `+`, `|` and `1..3` are ordinary characters.
 */
function asDoublestar(pattern: string): string {
    return pattern.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\{([^{},]*)\}|[()+|]/g, (piece, single?: string) => {
        if (single !== undefined) {
            return single;
        }
        return /^[()+|]$/.test(piece) ? `\\${piece}` : piece.replace(/^\[!/, "[^");
    });
}

function globProblem(pattern: string): string | undefined {
    if (/(^|[^\\])(\\\\)*\\$/.test(pattern)) {
        return "it ends in a lone backslash";
    }
    try {
        picomatch.makeRe(pattern, doublestar);
        return undefined;
    } catch (error) {
        return (error as Error).message;
    }
}

const letters: Record<FilterSubject, { first: RegExp; any: RegExp }> = {
    tag: { first: /[A-Za-z0-9_*?]/, any: /[A-Za-z0-9._*?-]/ },
    repository: { first: /[a-z0-9*?]/, any: /[a-z0-9._/*?-]/ },
};

/** Whether some alternative of the glob consists of what names may hold; a class may stand for any of it, a quoted wildcard for none. */
function globCanMatch(pattern: string, subject: FilterSubject): boolean {
    return alternatives(pattern).some((one) => {
        const plain = one
            .replace(/(^|\/)\*\*\//g, "$1")
            .replace(/\[[^\]]*\]/g, "?")
            .replace(/\\[*?]/g, ":")
            .replace(/\\(.)/g, "$1");
        const literals = [...plain];
        return letters[subject].first.test(literals[0] ?? "*") && literals.every((c) => letters[subject].any.test(c));
    });
}

/** The glob with its braces multiplied out; a few hundred alternatives are enough to find one that fits. */
function alternatives(pattern: string): string[] {
    const brace = /\{([^{}]*)\}/.exec(pattern);
    if (!brace) {
        return [pattern];
    }
    const [whole, inner = ""] = brace;
    const before = pattern.slice(0, brace.index);
    const after = pattern.slice(brace.index + whole.length);
    return inner
        .split(",")
        .slice(0, 20)
        .flatMap((part) => alternatives(before + part + after))
        .slice(0, 400);
}

function globHint(pattern: string): string {
    return /\.\*|\\[dw]|\+|\^|\$|\(/.test(pattern)
        ? `; it looks like a regular expression, as a glob it would be ${JSON.stringify(regexToGlob(pattern))}`
        : "";
}

function regexToGlob(regex: string): string {
    return regex
        .replace(/^\^|\$$/g, "")
        .replace(/\\[dw]\+?/g, "*")
        .replace(/\[0-9\]\+/g, "*")
        .replace(/\.[*+]/g, "*")
        .replace(/\*+/g, "*")
        .replace(/\\([._-])/g, "$1");
}
