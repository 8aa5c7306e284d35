import assert from "node:assert/strict";
import { Sandbox } from "../sandbox";

interface Selection {
    unit: string[];
    endToEnd: string[];
    mochaArgs: string[];
    everything: boolean;
}
const { select } = require("../../../scripts/testing/select") as {
    select: (root: string, args: string[]) => Selection;
};

describe("selection of tests", () => {
    let box: Sandbox;

    beforeEach(() => {
        box = new Sandbox();
        for (const file of ["provider/retry", "provider/clouds/tencent/rules", "sdk/rule", "e2e/rules"]) {
            box.write(`tests/${file}.spec.ts`, "");
        }
        box.write("tests/sdk/sandbox.ts", "");
        box.write("tests/sdk/programs/user.spec.ts", "");
    });
    afterEach(() => box.remove());

    const selected = (...args: string[]) => {
        const { unit, endToEnd } = select(box.path, args);
        return [...unit, ...endToEnd].map((file) => file.slice("tests/".length, -".spec.ts".length));
    };

    it("is everything when nothing is asked for, apart from programs under test", () => {
        const all = select(box.path, []);
        assert.deepEqual(selected(), ["provider/clouds/tencent/rules", "provider/retry", "sdk/rule", "e2e/rules"]);
        assert.deepEqual(all.endToEnd, ["tests/e2e/rules.spec.ts"]);
        assert.equal(all.everything, true);
    });

    it("is by part of a path", () => {
        assert.deepEqual(selected("rules"), ["provider/clouds/tencent/rules", "e2e/rules"]);
        assert.deepEqual(selected("./tests/sdk", "retry.spec"), ["provider/retry", "sdk/rule"]);
    });

    it("is by pattern", () => {
        assert.deepEqual(selected("tests/*/r*.spec.ts"), ["provider/retry", "sdk/rule", "e2e/rules"]);
        assert.deepEqual(selected("tests/provider/**/*.spec.ts"), ["provider/clouds/tencent/rules", "provider/retry"]);
        assert.deepEqual(selected("tests\\e2e\\**"), ["e2e/rules"]);
    });

    it("hands options to mocha with their values", () => {
        const { unit, mochaArgs, everything } = select(box.path, ["sdk", "--grep", "adopt", "--bail"]);
        assert.deepEqual(unit, ["tests/sdk/rule.spec.ts"]);
        assert.deepEqual(mochaArgs, ["--grep", "adopt", "--bail"]);
        assert.equal(everything, false);
    });
});
