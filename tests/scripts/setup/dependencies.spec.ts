import assert from "node:assert/strict";
import { Sandbox } from "../sandbox";

type Runner = (program: string, args: string[], options: { cwd: string }) => Promise<{ code: number; output: string }>;
const { dependenciesInstalled, ensureDependencies, npmCommand } = require("../../../scripts/setup/dependencies") as {
    dependenciesInstalled: (root: string) => boolean;
    ensureDependencies: (root: string, log: (line: string) => void, runner: Runner) => Promise<void>;
    npmCommand: () => string[];
};

type Packages = Record<string, { version: string; integrity?: string; optional?: boolean }>;

describe("installation of the dependencies", () => {
    let box: Sandbox;

    beforeEach(() => (box = new Sandbox()));
    afterEach(() => box.remove());

    const lock = (packages: Packages) => box.write("package-lock.json", JSON.stringify({ packages }));
    const record = (packages: Packages) => box.write("node_modules/.package-lock.json", JSON.stringify({ packages }));
    const a = { version: "1.0.0", integrity: "sha512-a" };

    it("is there when npm's record says what the lock says", () => {
        lock({ "": { version: "0.1.0" }, "node_modules/a": a });
        record({ "node_modules/a": a });
        assert.equal(dependenciesInstalled(box.path), true);
    });

    it("does without optional packages of other platforms", () => {
        lock({ "node_modules/a": a, "node_modules/mac": { version: "2.0.0", optional: true } });
        record({ "node_modules/a": a });
        assert.equal(dependenciesInstalled(box.path), true);
    });

    const different: [string, Packages][] = [
        ["another version", { "node_modules/a": { ...a, version: "1.0.1" } }],
        ["another content", { "node_modules/a": { ...a, integrity: "sha512-b" } }],
        ["a package less", {}],
        ["a package more", { "node_modules/a": a, "node_modules/b": { version: "1.0.0" } }],
    ];
    for (const [what, packages] of different) {
        it(`is not there when npm's record holds ${what}`, () => {
            lock({ "node_modules/a": a });
            record(packages);
            assert.equal(dependenciesInstalled(box.path), false);
        });
    }

    it("runs npm ci in a path with a space, and only once", async () => {
        lock({ "node_modules/a": a });
        const calls: string[][] = [];
        const npm: Runner = async (program, args, { cwd }) => {
            calls.push([program, ...args, cwd]);
            record({ "node_modules/a": a });
            return { code: 0, output: "" };
        };
        await ensureDependencies(box.path, () => undefined, npm);
        await ensureDependencies(box.path, () => undefined, npm);
        assert.match(box.path, / /);
        assert.deepEqual(calls, [[...npmCommand(), "ci", "--include=dev", box.path]]);
    });

    it("runs npm ci again after an interrupted one, which leaves no record", async () => {
        lock({ "node_modules/a": a });
        box.write("node_modules/a/package.json", "{}");
        let calls = 0;
        await ensureDependencies(
            box.path,
            () => undefined,
            async () => ({ code: ((calls += 1), 0), output: "" }),
        );
        assert.equal(calls, 1);
    });

    it("fails when npm fails", async () => {
        lock({ "node_modules/a": a });
        const failing = ensureDependencies(
            box.path,
            () => undefined,
            async () => ({ code: 7, output: "no network" }),
        );
        await assert.rejects(failing, /npm ci failed with exit code 7\. no network/);
    });
});
