import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Sandbox, root } from "../sandbox";

/** The run of npm test without its set-up, in another folder. */
const script = `
    const from = (name) => require(${JSON.stringify(join(root, "scripts/testing"))} + "/" + name);
    const { root, steps, args } = JSON.parse(process.argv[1]);
    const selection = from("select").select(root, args);
    const tests = () => from("run").runTests({ root, state: root, env: process.env, selection, steps, log: console.log });
    void from("report").report(tests);`;

const passing = `describe("good", () => { it("passes", () => {}); it("passes too", () => {}); });`;

describe("the run of npm test", function () {
    this.timeout(60_000);
    let box: Sandbox;

    beforeEach(() => {
        box = new Sandbox();
        const compilerOptions = { module: "Node16", moduleResolution: "Node16", target: "ES2022" };
        box.write("tsconfig.json", JSON.stringify({ compilerOptions }));
    });
    afterEach(() => box.remove());

    const runTests = (specs: Record<string, string>, steps: object[] = [], args: string[] = []) => {
        for (const [file, content] of Object.entries(specs)) box.write(join("tests", file), content);
        const input = JSON.stringify({ root: box.path, steps, args });
        const env = { ...process.env, FORCE_COLOR: "0" };
        const ended = spawnSync(process.execPath, ["-e", script, input], { env, encoding: "utf8" });
        const { status, stdout, stderr } = ended;
        const lines = stdout.trimEnd().split("\n");
        assert.equal(lines.filter((line) => /^\d+ passed, \d+ failed$/.test(line)).length, 1, stdout);
        return { status, last: lines.at(-1), said: stdout + stderr };
    };

    it("ends with the counts of all processes", () => {
        const { status, last } = runTests({ "a.spec.ts": passing, "b/b.spec.ts": passing, "e2e/c.spec.ts": passing });
        assert.deepEqual([status, last], [0, "6 passed, 0 failed"]);
    });

    const failing: [string, string, string, RegExp][] = [
        ["a test", `it("bad", () => { throw new Error("wrong"); });`, "2 passed, 1 failed", /Error: wrong/],
        [
            "a hook",
            `describe("x", () => { before(() => { throw new Error("wrong"); }); it("is not run", () => {}); });`,
            "2 passed, 1 failed",
            /"before all" hook/,
        ],
        [
            "an unhandled rejection",
            `it("looks good", async () => {
                void Promise.reject(new Error("wrong"));
                await new Promise((done) => setTimeout(done, 20));
            });`,
            "3 passed, 1 failed",
            /unhandled rejection, near "looks good": Error: wrong/,
        ],
        [
            "a rejection after the last test",
            `it("looks good", () => { setTimeout(() => void Promise.reject(new Error("wrong")), 50); });`,
            "3 passed, 1 failed",
            /unhandled rejection/,
        ],
        [
            "an error after the last test",
            `it("looks good", () => { setTimeout(() => { throw new Error("wrong"); }, 50); });`,
            "3 passed, 1 failed",
            /thrown after the last test/,
        ],
        [
            "an exit that looks good",
            `describe("x", () => { it("exits", () => process.exit(0)); });`,
            "2 passed, 1 failed",
            /the process ended before its tests \(exit code 0\)/,
        ],
        ["a file that cannot be loaded", `import "./nowhere";`, "0 passed, 1 failed", /Cannot find module/],
        ["a forgotten .only", `it.only("alone", () => {});`, "0 passed, 1 failed", /only/],
    ];
    for (const [what, spec, counts, reason] of failing) {
        it(`fails for ${what}`, () => {
            // Among the unit tests all specs share a process; among the others each has its own.
            const { status, last, said } = runTests({ "a.spec.ts": passing, "b.spec.ts": spec });
            assert.deepEqual([status, last], [1, counts], said);
            assert.match(said, reason);
        });
    }

    it("goes on with the other end-to-end files when one crashes", () => {
        const crash = `it("exits", () => process.exit(3));`;
        const { status, last } = runTests({ "e2e/a.spec.ts": crash, "e2e/b.spec.ts": passing });
        assert.deepEqual([status, last], [1, "2 passed, 1 failed"]);
    });

    it("fails for something left open after the last test", () => {
        const { status, last, said } = runTests({ "a.spec.ts": `it("x", () => { setInterval(() => {}, 1000); });` });
        assert.deepEqual([status, last], [1, "1 passed, 1 failed"]);
        assert.match(said, /something they started did not/);
    });

    it("fails without a single test", () => {
        assert.deepEqual(runTests({}).last, "0 passed, 1 failed");
        const { status, last } = runTests({ "a.spec.ts": `describe("empty", () => {});` });
        assert.deepEqual([status, last], [1, "0 passed, 1 failed"]);
    });

    it("fails when a pattern or a name selects nothing", () => {
        assert.equal(runTests({ "a.spec.ts": passing }, [], ["nowhere"]).last, "0 passed, 1 failed");
        assert.equal(runTests({ "a.spec.ts": passing }, [], ["--grep", "nothing"]).last, "0 passed, 1 failed");
    });

    it("counts each step as a test, and shows what a failed one said", () => {
        const steps = [
            { name: "good tool", command: ["-e", "console.log('chatter')"] },
            { name: "bad tool", command: ["-e", "console.log('line 7 is ugly'); process.exit(2)"] },
        ];
        const { status, last, said } = runTests({ "a.spec.ts": passing }, steps);
        assert.deepEqual([status, last], [1, "3 passed, 1 failed"]);
        assert.match(said, /✘ bad tool\nline 7 is ugly/);
        assert.doesNotMatch(said, /chatter/);
    });

    it("does not count what is skipped as passed", () => {
        const { status, last, said } = runTests({ "a.spec.ts": `${passing} it.skip("later", () => {});` });
        assert.deepEqual([status, last], [0, "2 passed, 0 failed"]);
        assert.match(said, /^1 skipped$/m);
    });
});
