import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Sandbox, root } from "../sandbox";

interface Ended {
    code: number;
    output: string;
}
type Runner = (program: string, args: string[], options?: object) => Promise<Ended>;
const { ensureBuild } = require("../../../scripts/setup/build") as {
    ensureBuild: (
        checkout: { root: string; state: string },
        log: (line: string) => void,
        runner?: Runner,
    ) => Promise<void>;
};
const { run } = require("../../../scripts/setup/child") as { run: Runner };

describe("build of dist", function () {
    this.timeout(60_000);
    let box: Sandbox;
    let builds: number;

    beforeEach(() => {
        box = new Sandbox();
        builds = 0;
        symlinkSync(join(root, "node_modules"), join(box.path, "node_modules"), "junction");
        const compilerOptions = { module: "Node16", lib: ["ES5"], skipLibCheck: true, types: [], rootDir: "." };
        box.write("tsconfig.build.json", JSON.stringify({ compilerOptions, include: ["sdk", "cli"] }));
        box.write("sdk/index.ts", "export const answer: number = 41;\n");
        box.write("cli/main.ts", "export const name: string = 'imagesync';\n");
    });
    afterEach(() => box.remove());

    const compile: Runner = (...args) => ((builds += 1), run(...args));
    const build = (runner = compile) =>
        ensureBuild({ root: box.path, state: join(box.path, ".state") }, () => undefined, runner);
    const dist = (file: string) => join(box.path, "dist", file);

    it("compiles in a path with a space, and only once", async () => {
        await build();
        await build();
        assert.equal(builds, 1);
        assert.match(readFileSync(dist("sdk/index.js"), "utf8"), /answer = 41/);
    });

    it("compiles again when a source changes, comes or goes", async () => {
        await build();
        box.write("sdk/index.ts", "export const answer: number = 42;\n");
        await build();
        assert.match(readFileSync(dist("sdk/index.js"), "utf8"), /answer = 42/);
        rmSync(join(box.path, "cli", "main.ts"));
        await build();
        assert.equal(existsSync(dist("cli/main.js")), false);
        assert.equal(builds, 3);
    });

    it("compiles again when dist is gone", async () => {
        await build();
        rmSync(join(box.path, "dist"), { recursive: true });
        await build();
        assert.ok(existsSync(dist("sdk/index.js")));
    });

    it("fails with the compiler's words, and keeps the old dist", async () => {
        await build();
        box.write("sdk/index.ts", "export const answer: number = 'many';\n");
        await assert.rejects(build(), /the build failed:\n.*sdk\/index\.ts\(1,14\): error TS2322/);
        assert.match(readFileSync(dist("sdk/index.js"), "utf8"), /answer = 41/);
    });

    it("is done again after it was interrupted half way", async () => {
        await build();
        box.write("sdk/index.ts", "export const answer: number = 42;\n");
        const half: Runner = async (_, args) => {
            box.write(join(args.at(-1)?.slice(box.path.length + 1) ?? "", "sdk/index.js"), "exports.ans");
            throw new Error("interrupted");
        };
        await assert.rejects(build(half), /interrupted/);
        assert.match(readFileSync(dist("sdk/index.js"), "utf8"), /answer = 41/);
        await build();
        assert.match(readFileSync(dist("sdk/index.js"), "utf8"), /answer = 42/);
        assert.deepEqual(readdirSync(join(box.path, ".state")), ["build.sha256"]);
    });
});
