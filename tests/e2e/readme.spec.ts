import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { startEmulator, type Emulator } from "../../emulator";
import { readSettings } from "../../provider/process/settings";
import { packageRoot } from "./harness/cli";
import { Project } from "./harness/project";

const readme = readFileSync(join(packageRoot, "README.md"), "utf8");

/** The fenced blocks of the README in a language. */
function blocks(language: string): string[] {
    const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
    return [...readme.matchAll(fence)].map(([, text = ""]) => text);
}

/** A program of the README as plain JavaScript. */
function compiled(program: string): string {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    return ts.transpileModule(program, { compilerOptions }).outputText;
}

describe("README", () => {
    let emulator: Emulator;
    let project: Project;

    before(async function () {
        this.timeout(60_000);
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
    });

    after(async () => {
        project.remove();
        await emulator.close();
    });

    const programs = blocks("ts").filter((text) => text.includes("new RepoSyncRule"));

    for (const [index, program] of programs.entries()) {
        it(`program ${index + 1} deploys as it stands`, async function () {
            this.timeout(60_000);
            project.program(compiled(program));
            await project.succeeds("up");
            assert.notEqual(Object.keys(project.rules()).length, 0);
        });
    }

    it("has programs", () => assert.equal(programs.length, 2));

    it("the emulator's snippet runs its test against a world with a fault", async () => {
        const snippet = blocks("ts").find((text) => text.includes("startEmulator"));
        const exports: { withClouds?: (test: (config: Record<string, string>) => Promise<void>) => Promise<void> } = {};
        const load = (name: string): unknown => {
            assert.equal(name, "pulumi-imagesync/emulator");
            return { startEmulator };
        };
        runInNewContext(compiled(snippet ?? ""), { exports, require: load });
        let seen: Record<string, string> = {};
        await exports.withClouds?.((config) => {
            seen = config;
            return Promise.resolve();
        });
        assert.ok(seen["imagesync:endpoints"]);
    });

    it("policies are JSON", () => {
        const policies = blocks("json").map((text) => JSON.parse(text) as object);
        assert.equal(policies.length, 3);
    });

    it("configuration that is shown is configuration that is read", () => {
        const lines = blocks("sh")
            .join("")
            .split("\n")
            .filter((line) => line.startsWith("pulumi config set"));
        assert.equal(lines.length, 2);
        for (const line of lines) {
            const [, key, value] = /^pulumi config set (?:--secret )?(\S+) '(.*)'$/.exec(line) ?? [];
            const settings = readSettings((asked) => (asked === key ? value : undefined));
            assert.deepEqual(settings.problems, [], line);
        }
    });

    it("commands are commands of this package, or npm's", () => {
        const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
            bin: Record<string, string>;
            scripts: Record<string, string>;
        };
        const lines = blocks("sh").join("").split("\n").filter(Boolean);
        for (const line of lines.filter((text) => !text.startsWith("pulumi config set"))) {
            const [program = "", word = ""] = line.split(" ");
            const known = program === "npx" ? word in manifest.bin : word === "install" || word in manifest.scripts;
            assert.ok(known, line);
        }
    });

    it("links lead somewhere", () => {
        for (const [, target = ""] of readme.matchAll(/\]\((?!http)([^)]+)\)/g)) {
            assert.ok(existsSync(join(packageRoot, target)), target);
        }
    });
});
