import assert from "node:assert/strict";

const { table } = require("../../../scripts/start/show/table") as {
    table: (head: readonly string[], rows: readonly (readonly string[])[], columns: number) => string;
};

describe("table of npm start", () => {
    const rows = [
        ["api", "cn-hangzhou/cri-hub prod/api"],
        ["web-to-partner", "all"],
    ];

    it("aligns its columns, without blanks at the end", () => {
        assert.deepEqual(table(["rule", "from"], rows, Infinity).split("\n"), [
            "rule            from",
            "──────────────  ────────────────────────────",
            "api             cn-hangzhou/cri-hub prod/api",
            "web-to-partner  all",
            "",
        ]);
    });

    it("folds the widest column, between words, where the screen is narrower", () => {
        assert.deepEqual(table(["rule", "from"], rows, 38).split("\n"), [
            "rule            from",
            "──────────────  ──────────────────────",
            "api             cn-hangzhou/cri-hub",
            "                prod/api",
            "──────────────  ──────────────────────",
            "web-to-partner  all",
            "",
        ]);
    });

    it("loses no character, however narrow the screen is", () => {
        const lines = table(["rule", "id"], [["r", "alibaba/cn-hangzhou/cri-hub/x".repeat(3)]], 1).split("\n");
        assert.equal(
            lines
                .slice(2)
                .map((line) => line.slice(6))
                .join(""),
            "alibaba/cn-hangzhou/cri-hub/x".repeat(3),
        );
        assert.ok(lines.every((line) => line.length <= "rule  12345678".length));
    });

    it("of no rows is its head", () => {
        assert.equal(table(["rule", "from"], [], 80), "rule  from\n────  ────\n");
    });
});
