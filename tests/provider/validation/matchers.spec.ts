import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatcher, judgeGlob } from "../../../provider/validation/filters/glob";
import { judgeWholeRegex, regexMatcher } from "../../../provider/validation/filters/regex";

type Row = readonly [pattern: string, takes: readonly string[], leaves: readonly string[]];

const regexes: readonly Row[] = [
    [".*", ["v1", "latest", "_"], []],
    ["v1", ["v1"], ["v1.2", "av1", "v10"]],
    ["v1|v2", ["v1", "v2"], ["v1.0", "v", "xv2"]],
    ["v|v1", ["v", "v1"], ["v12"]],
    ["^v1$|^v2$", ["v1", "v2"], ["v12"]],
    ["^v\\d+\\.", ["v1."], ["v1.2"]],
    ["v\\d+.*", ["v1", "v12-rc"], ["v", "vx1"]],
    ["(?i)release-.*", ["Release-1", "RELEASE-"], ["rel-1"]],
    ["(?!latest).*", ["1.4", "stable"], ["latest", "latest-1"]],
    ["^(?!.*beta).*$", ["1.4"], ["1.4-beta", "beta"]],
    ["(?<=v)1|v(?=1)1", ["v1"], ["1", "v"]],
    ["[[:alpha:]]+", ["latest"], ["v1", ":"]],
    ["v1\\.[0-9]{1,3}", ["v1.4", "v1.400"], ["v1.", "v1.4000", "v1x4"]],
    ["(a)|(b)", ["a", "b"], ["ab"]],
];
const globs: readonly Row[] = [
    ["*", ["v1", "a.b-c_d", "_"], []],
    ["**", ["v1"], []],
    ["v1.*", ["v1.", "v1.4"], ["v1", "v10", "xv1.4"]],
    ["v**", ["v", "v1.4"], ["1v"]],
    ["v?", ["v1", "v."], ["v", "v12"]],
    ["{1.4,1.5}-*", ["1.4-", "1.5-rc"], ["1.6-rc", "1.4"]],
    ["{v{1,2},latest}", ["v1", "v2", "latest"], ["v", "v3"]],
    ["{v1}", ["v1"], ["{v1}", "v"]],
    ["{1..3}", ["1..3"], ["1", "2"]],
    ["v[0-9]*", ["v1", "v1.4"], ["va"]],
    ["v[!0-9]*", ["va", "v-1"], ["v1", "v"]],
    ["v[^0-9]*", ["va"], ["v1"]],
    ["v1\\.4", ["v1.4"], ["v1x4"]],
    ["v1.4", ["v1.4"], ["v1x4"]],
    ["{v[0-9]+,x}", ["x"], ["v1", "v12"]],
    ["{(a|b),x}", ["x"], ["a", "b"]],
    ["!(a)x,{!a,b}", [], ["b", "c"]],
    ["{!a,b}", ["b"], ["a", "c"]],
];

for (const [dialect, rows, matcher] of [
    ["regular expressions", regexes, regexMatcher],
    ["globs", globs, globMatcher],
] as const) {
    describe(`filters: ${dialect} match whole tags`, () => {
        for (const [pattern, takes, leaves] of rows) {
            it(pattern, () => {
                const matches = matcher(pattern);
                assert.deepEqual([takes.filter((tag) => !matches(tag)), leaves.filter(matches)], [[], []]);
            });
        }
    });
}

describe("filters: matchers", () => {
    const tags = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/);

    it("a pattern that would take JavaScript's engine for ever takes no time", () =>
        assert.equal(regexMatcher("(a+)+(a+)+b")("a".repeat(128)), false));

    it("what does not compile throws", () => {
        assert.throws(() => regexMatcher("v("), SyntaxError);
        assert.throws(() => regexMatcher(")v("), SyntaxError);
        assert.throws(() => globMatcher("{a,b"));
    });

    it("property: a tag is matched by itself quoted, and by no other", () => {
        fc.assert(
            fc.property(tags, tags, (tag, other) => {
                const quoted = tag.replace(/[.-]/g, "\\$&");
                assert.equal(regexMatcher(quoted)(other), tag === other);
                assert.equal(globMatcher(quoted)(other), tag === other);
                assert.equal(globMatcher(tag)(other), tag === other);
                assert.ok(regexMatcher(quoted)(tag) && globMatcher(quoted)(tag) && globMatcher(tag)(tag));
            }),
        );
    });

    it("property: an alternative and a wildcard take the same in both dialects", () => {
        const piece = fc.oneof(
            fc.stringMatching(/^[a-c1_]{1,2}$/).map((text) => ({ glob: text, regex: text })),
            fc.constantFrom(
                { glob: "*", regex: ".*" },
                { glob: "?", regex: "." },
                { glob: "[a-b]", regex: "[a-b]" },
                { glob: "[!a-b]", regex: "[^a-b]" },
                { glob: "{a,bc,}", regex: "(?:a|bc|)" },
                { glob: "{a*,{b,1}?}", regex: "(?:a.*|(?:b|1).)" },
            ),
        );
        const name = fc.stringMatching(/^[a-c1_]{1,6}$/);
        fc.assert(
            fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), name, (pieces, tag) => {
                const glob = pieces.map((one) => one.glob).join("");
                const regex = pieces.map((one) => one.regex).join("");
                assert.equal(globMatcher(glob)(tag), regexMatcher(regex)(tag), `${glob} on ${tag}`);
            }),
            { numRuns: 2000 },
        );
    });

    it("property: what is judged right can be matched with, and what takes a tag is judged right", () => {
        const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
        fc.assert(
            fc.property(text("av1.*+?^$|()[]{}-_/\\d!:"), text("av1.*?[]{},-_\\!^+(|)"), tags, (regex, glob, tag) => {
                if (judgeWholeRegex(regex, "tag").failure === undefined) {
                    regexMatcher(regex)(tag);
                } else {
                    assert.ok(!safely(() => regexMatcher(regex)(tag)), regex);
                }
                if (judgeGlob(glob, "tag").failure === undefined) {
                    globMatcher(glob)(tag);
                }
            }),
            { numRuns: 3000 },
        );
    });

    function safely(act: () => boolean): boolean {
        try {
            return act();
        } catch {
            return false;
        }
    }
});
