import assert from "node:assert/strict";
import fc from "fast-check";
import picomatch from "picomatch";
import { judgeGlob } from "../../../provider/validation/filters/glob";
import type { FilterSubject } from "../../../provider/validation/filters/judging";
import { judgeRegex } from "../../../provider/validation/filters/regex";

type Row = readonly [pattern: string, subject: FilterSubject, said?: RegExp];

describe("filters: regular expressions", () => {
    const fine: Row[] = [
        [".*", "tag"],
        ["v\\d+.*", "tag"],
        ["^v1\\.", "tag"],
        ["v1|v2", "tag"],
        ["^(?:v1|v2)$", "tag"],
        ["^v1$|^v2$", "tag"],
        ["(?i)release-.*", "tag"],
        ["(?!latest).*", "tag"],
        ["^(?!.*beta).*$", "tag"],
        ["[[:alpha:]]+", "tag"],
        ["1.4.*", "tag"],
        ["v1\\.[0-9]{1,3}", "tag"],
        ["\\$", "tag", /cannot match any tag/],
        ["", "tag"],
        ["team/.*", "repository"],
        ["^team/[^/]+$", "repository"],
        ["api|web", "repository"],
    ];
    for (const [pattern, subject, refused] of fine) {
        it(`${refused ? "refuses" : "takes"} ${pattern} for a ${subject}`, () => {
            const { failure, warning } = judgeRegex(pattern, subject);
            if (refused) {
                assert.match(failure ?? "", refused);
            } else {
                assert.deepEqual([failure, warning], [undefined, undefined]);
            }
        });
    }

    const refused: Row[] = [
        ["*", "tag", /^does not compile as a regular expression \(.+\); it looks like a glob, .*"\.\*"$/],
        ["*.1", "tag", /does not compile.*"\.\*\\\\\.1"$/],
        ["v(", "tag", /^does not compile as a regular expression \(.+\)$/],
        ["[a-", "tag", /^does not compile/],
        ["a/b", "tag", /^cannot match any tag/],
        ["v1 v2", "tag", /^cannot match any tag/],
        ["^-", "tag", /^cannot match any tag/],
        ["v1:.*", "tag", /^cannot match any tag/],
        ["API", "repository", /^cannot match any repository/],
        ["^/", "repository", /^cannot match any repository/],
    ];
    for (const [pattern, subject, message = /./] of refused) {
        it(`refuses ${pattern} for a ${subject}`, () =>
            assert.match(judgeRegex(pattern, subject).failure ?? "", message));
    }

    for (const [pattern, right] of [
        ["v*", "v.*"],
        ["release-*", "release-.*"],
        ["1.4-*", "1\\\\.4-.*"],
    ] as const) {
        it(`warns of ${pattern}, which is taken for a glob, and shows the right one`, () => {
            const { failure, warning } = judgeRegex(pattern, "tag");
            assert.equal(failure, undefined);
            assert.ok(warning?.includes(`"${right}"`), warning);
        });
    }

    it("gives no judgement on a pattern that is too large to tell, in no long time", () => {
        assert.equal(judgeRegex("(?:[a-z]{1,50}-){1,50}[a-z]{1,50}", "tag").failure, undefined);
    });
});

describe("filters: globs", () => {
    const fine: Row[] = [
        ["*", "tag"],
        ["**", "tag"],
        ["v1.*", "tag"],
        ["{1.4,1.5}-*", "tag"],
        ["{v{1,2},latest}", "tag"],
        ["v[0-9]*", "tag"],
        ["v[!0-9]*", "tag"],
        ["v?", "tag"],
        ["v\\*", "tag", /cannot match any tag/],
        ["**/api", "repository"],
        ["team/**", "repository"],
        ["team/**/api", "repository"],
        ["t?am/*", "repository"],
    ];
    for (const [pattern, subject, refused] of fine) {
        it(`${refused ? "refuses" : "takes"} ${pattern} for a ${subject}`, () => {
            const { failure } = judgeGlob(pattern, subject);
            assert.match(failure ?? "fine", refused ?? /^fine$/);
        });
    }

    const refused: Row[] = [
        ["v\\d+.*", "tag", /^cannot match any tag; it looks like a regular expression, as a glob it would be "v\*"$/],
        ["^v1$", "tag", /as a glob it would be "v1"$/],
        ["(a|b)", "tag", /./],
        ["a/b", "tag", /^cannot match any tag/],
        ["{a,b", "tag", /^is not a valid glob/],
        ["[a-", "tag", /^is not a valid glob/],
        ["a\\", "tag", /^is not a valid glob \(it ends in a lone backslash\)/],
        ["{a/b,c:d}", "tag", /^cannot match any tag/],
        ["API/*", "repository", /^cannot match any repository/],
        ["/*", "repository", /^cannot match any repository/],
    ];
    for (const [pattern, subject, message = /./] of refused) {
        it(`refuses ${pattern} for a ${subject}`, () =>
            assert.match(judgeGlob(pattern, subject).failure ?? "", message));
    }
});

describe("filters: globs that look like regular expressions", () => {
    it("v1\\..* is a glob, but hardly what is meant: a warning that shows the right one", () => {
        const { failure, warning } = judgeGlob("v1\\..*", "tag");
        assert.equal(failure, undefined);
        assert.ok(warning?.includes('"v1.*"'), warning);
    });

    for (const pattern of ["v1.*", "{1.4,1.5}-*", "v[0-9]*"]) {
        it(`no warning for ${pattern}`, () => assert.deepEqual(judgeGlob(pattern, "tag"), {}));
    }
});

const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/);
const repository = fc.stringMatching(/^[a-z0-9]{1,4}(?:[._-][a-z0-9]{1,4})?(?:\/[a-z0-9]{1,4}){0,2}$/);

/** A pattern made out of a name, piece by piece, so that it matches the name. */
function patternOf(name: string, piece: (part: string, form: number) => string): fc.Arbitrary<string> {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 4 }), form: fc.nat(9) }), {
        minLength: 1,
        maxLength: 12,
    });
    return cuts.map((list) => {
        let rest = name;
        let pattern = "";
        for (const { length, form } of list) {
            pattern += rest === "" ? "" : piece(rest.slice(0, length), form);
            rest = rest.slice(length);
        }
        return pattern + (rest === "" ? "" : piece(rest, 0));
    });
}

const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const regexPiece = (part: string, form: number): string =>
    [
        escaped(part),
        part.replace(/[^A-Za-z0-9]/g, "."),
        ".*",
        ".+",
        `(?:${escaped(part)}|zzz)`,
        `(${escaped(part)})?`,
        `(?:${escaped(part)})+`,
        [...part].map((letter) => `[${escaped(letter)}q]`).join(""),
        [...part].map(() => ".").join(""),
        `[^:]{${part.length}}`,
    ][form] ?? "";
const globPiece = (part: string, form: number): string => {
    const oneSegment = !part.includes("/");
    const forms = [
        part,
        part,
        oneSegment ? "*" : part,
        oneSegment ? [...part].map(() => "?").join("") : part,
        `{${part},zzz}`,
        `{zz:z,${part}}`,
        [...part].map((letter) => (letter === "/" ? letter : `[${letter === "-" ? "\\-" : letter}q]`)).join(""),
        [...part].map((letter) => (/[._-]/.test(letter) ? `\\${letter}` : letter)).join(""),
        `{${part},{a,b}c}`,
        part,
    ];
    return forms[form] ?? "";
};

describe("filters: what takes a name is never refused", () => {
    for (const [subject, names] of [
        ["tag", tag],
        ["repository", repository],
    ] as const) {
        it(`property: a regular expression that matches a ${subject}`, () => {
            const made = names.chain((name) => fc.tuple(fc.constant(name), patternOf(name, regexPiece), fc.nat(3)));
            fc.assert(
                fc.property(made, ([name, inner, anchors]) => {
                    const pattern = `${anchors & 1 ? "^" : ""}${inner}${anchors & 2 ? "$" : ""}`;
                    assert.match(name, new RegExp(pattern));
                    assert.equal(judgeRegex(pattern, subject).failure, undefined, pattern);
                }),
                { numRuns: 300 },
            );
        });

        it(`property: a glob that matches a ${subject}`, () => {
            const made = names.chain((name) => fc.tuple(fc.constant(name), patternOf(name, globPiece)));
            fc.assert(
                fc.property(made, ([name, pattern]) => {
                    fc.pre(picomatch(pattern, { dot: true, nonegate: true, noextglob: true })(name));
                    assert.equal(judgeGlob(pattern, subject).failure, undefined, pattern);
                }),
                { numRuns: 500 },
            );
        });

        it(`property: any text at all that happens to match a ${subject} as a regular expression`, () => {
            const pattern = fc.string({ unit: fc.constantFrom(..."av1.*+?^$|()[]{}-_/\\d"), maxLength: 8 });
            fc.assert(
                fc.property(pattern, names, (text, name) => {
                    let expression: RegExp | undefined;
                    try {
                        expression = new RegExp(text);
                    } catch {
                        expression = undefined;
                    }
                    fc.pre(expression?.test(name) === true);
                    assert.equal(judgeRegex(text, subject).failure, undefined);
                }),
                { numRuns: 300 },
            );
        });
    }
});
