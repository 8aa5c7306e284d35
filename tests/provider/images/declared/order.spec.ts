import assert from "node:assert/strict";
import fc from "fast-check";
import { checkImageSync } from "../../../../provider/images/declared/check";
import { inRecordedOrder } from "../../../../provider/images/declared/order";
import { readSettings } from "../../../../provider/process/settings";
import { goodArgs, imageCapabilities } from "./args";

describe("image syncs: the order of tags", () => {
    const rows: readonly (readonly [what: string, declared: unknown[], recorded: unknown, expected: unknown[]])[] = [
        ["nothing recorded: as declared", ["b", "a"], undefined, ["b", "a"]],
        ["a filter before: as declared", ["b", "a"], "a.*", ["b", "a"]],
        ["the same in another order: as recorded", ["b", "a"], ["a", "b"], ["a", "b"]],
        ["one that drifted from the front: at the end", ["a", "b", "c"], ["b", "c"], ["b", "c", "a"]],
        ["one that is gone from the program: gone", ["a", "c"], ["a", "b", "c"], ["a", "c"]],
        ["a pair is its names", ["x", { source: "a" }], ["a", "x"], [{ source: "a" }, "x"]],
        [
            "another target is another",
            [{ source: "a", target: "c" }, "x"],
            ["a", "x"],
            ["x", { source: "a", target: "c" }],
        ],
    ];
    for (const [what, declared, recorded, expected] of rows) {
        it(what, () => assert.deepEqual(inRecordedOrder(declared as string[], recorded), expected));
    }

    it("is all that changes", () => {
        const tags = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
        fc.assert(
            fc.property(tags, tags, (declared, recorded) => {
                const ordered = inRecordedOrder(declared, recorded);
                assert.deepEqual([...ordered].sort(), [...declared].sort());
                assert.deepEqual(inRecordedOrder(declared, ordered), ordered);
            }),
        );
    });

    it("is the recorded one after check, and the program's where something is wrong", () => {
        const settings = readSettings(() => undefined);
        const check = (tags: unknown[]) =>
            checkImageSync(imageCapabilities, settings, { ...goodArgs.alibaba, tags }, { tags: ["b", "c"] }).result;
        assert.deepEqual((check(["a", "b", "c"]).inputs as { tags: unknown }).tags, ["b", "c", "a"]);
        assert.match(check(["a:1", "b", "c"]).failures?.[0]?.reason ?? "", /^tags\[0\]/);
    });
});
