import assert from "node:assert/strict";
import { mock } from "node:test";

const { withProgress } = require("../../../../scripts/setup/cli/progress") as {
    withProgress: <T>(log: (line: string) => void, describe: () => string, work: () => Promise<T>) => Promise<T>;
};

describe("progress of a long step", () => {
    beforeEach(() => mock.timers.enable({ apis: ["setInterval", "Date"] }));
    afterEach(() => mock.timers.reset());

    it("is told every ten seconds until the work is done", async () => {
        const lines: string[] = [];
        let finish = (_: string) => {};
        const work = new Promise<string>((resolve) => (finish = resolve));
        const done = withProgress(
            (line) => lines.push(line),
            () => "half way",
            () => work,
        );
        for (let second = 0; second < 25; second++) mock.timers.tick(1000);
        finish("built");
        assert.equal(await done, "built");
        for (let second = 0; second < 60; second++) mock.timers.tick(1000);
        assert.deepEqual(lines, ["  10 s: half way", "  20 s: half way"]);
    });
});
