import type { NFA } from "refa";

/**
 * Whether no name of the grammar (an expression without anchors, matched whole) holds a match of the pattern.
 * In doubt, and where the pattern is too large to tell, the answer is no.
 */
export function isDisjoint(pattern: string, grammar: string): boolean {
    try {
        const { isDisjointWith } = require("refa") as typeof import("refa");
        return isDisjointWith(automaton(anywhere(pattern)), automaton(grammar));
    } catch {
        return false;
    }
}

/** The language of all texts that hold a match. Anchors at the very ends are resolved here: refa cannot past `[^]*`. */
function anywhere(pattern: string): string {
    const single = !pattern.includes("|") || /^\^\(\?:.*\)\$$/.test(pattern);
    const start = single && pattern.startsWith("^");
    const end = single && /(^|[^\\])(\\\\)*\$$/.test(pattern);
    const inner = pattern.slice(start ? 1 : 0, end ? -1 : undefined);
    return `${start ? "" : "[^]*"}(?:${inner})${end ? "" : "[^]*"}`;
}

/** More states than any filter a person writes; beyond, refa throws. */
const mostStates = 10_000;

function automaton(source: string): NFA {
    const { JS, NFA, Transformers, combineTransformers, transform } = require("refa") as typeof import("refa");
    const parser = JS.Parser.fromLiteral({ source, flags: "s" });
    const { expression, maxCharacter } = parser.parse({ maxNodes: mostStates });
    const steps = combineTransformers([
        Transformers.applyAssertions(),
        Transformers.inline(),
        Transformers.removeDeadBranches(),
    ]);
    const plain = transform(steps, expression);
    // An assertion that could not be resolved makes fromRegex throw: then we do not know.
    return NFA.fromRegex(plain, { maxCharacter }, { assertions: "throw" }, new NFA.LimitedNodeFactory(mostStates));
}
