import picomatch from "picomatch";
import type { FilterSubject, FilterVerdict } from "./judging";

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
    const matches = picomatch(asDoublestar(pattern), doublestar);
    // A second argument, such as filter() gives, would mean something to picomatch.
    return (name) => matches(name);
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
        picomatch.makeRe(asDoublestar(pattern), doublestar);
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
