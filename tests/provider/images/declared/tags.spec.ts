import assert from "node:assert/strict";
import fc from "fast-check";
import { copiesOf, takenBy, usualMaxTags } from "../../../../provider/images/declared/tags";

const subject = { cloud: "alibaba", what: 'tagFilter "v.*"' } as const;
const any = () => true;

describe("image syncs: declared tags", () => {
    it("as pairs, a name standing for itself", () =>
        assert.deepEqual(copiesOf({ tags: ["a", { source: "b" }, { source: "c", target: "d" }] }), [
            { source: "a", target: "a" },
            { source: "b", target: "b" },
            { source: "c", target: "d" },
        ]));

    it("none where a filter decides when the sync runs", () => assert.equal(copiesOf({}), undefined));
});

describe("image syncs: tags that a filter takes", () => {
    it("each once, sorted by their characters' codes, whatever the order they come in", () =>
        assert.deepEqual(takenBy(["b", "a", "B", "_", "1.10", "1.9", "a"], any, undefined, subject), [
            "1.10",
            "1.9",
            "B",
            "_",
            "a",
            "b",
        ]));

    it("only those that match", () =>
        assert.deepEqual(
            takenBy(["v1", "w1", "v2"], (tag) => tag.startsWith("v"), 5, subject),
            ["v1", "v2"],
        ));

    it("none", () =>
        assert.deepEqual(
            takenBy(["v1"], () => false, 5, subject),
            [],
        ));

    it("as many as maxTags, and 100 where nothing is said", () => {
        const tags = Array.from({ length: 101 }, (_, i) => `v${i}`);
        assert.equal(takenBy(tags, any, 101, subject).length, 101);
        assert.equal(takenBy(tags.slice(1), any, undefined, subject).length, usualMaxTags);
        assert.throws(() => takenBy(tags, any, undefined, subject), { kind: "invalid" });
    });

    it("more: an error with their number and the first ten", () => {
        const tags = Array.from({ length: 240 }, (_, i) => `v${String(240 - i).padStart(3, "0")}`);
        assert.throws(() => takenBy([...tags, "other"], (tag) => tag !== "other", 100, subject), {
            kind: "invalid",
            message:
                'alibaba sync: tagFilter "v.*" takes 240 tags, and maxTags is 100; ' +
                "the first 10 are v001, v002, v003, v004, v005, v006, v007, v008, v009, v010; " +
                "narrow tagFilter, or raise maxTags",
        });
    });

    it("a few more: all of them", () =>
        assert.throws(
            () => takenBy(["c", "b", "a"], any, 2, subject),
            /takes 3 tags, and maxTags is 2; they are a, b, c;/,
        ));

    it("property: what is taken is exactly what matches, and never more than maxTags", () => {
        const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,6}$/);
        fc.assert(
            fc.property(fc.array(tag), fc.func(fc.boolean()), fc.integer({ min: 1, max: 8 }), (tags, matcher, most) => {
                const expected = new Set(tags.filter((tag) => matcher(tag)));
                if (expected.size > most) {
                    const count = new RegExp(` takes ${expected.size} tags, and maxTags is ${most};`);
                    assert.throws(() => takenBy(tags, matcher, most, subject), { kind: "invalid", message: count });
                    return;
                }
                const taken = takenBy(tags, matcher, most, subject);
                assert.deepEqual(new Set(taken), expected);
                assert.equal(taken.length, expected.size);
                assert.ok(taken.every((name, i) => i === 0 || (taken[i - 1] ?? "") < name));
            }),
        );
    });
});
