import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { startEmulator, type Emulator } from "../../emulator";
import { imageStatuses, type ImageSyncOutputs } from "../../provider/model";
import { readSettings } from "../../provider/process/settings";
import { needsPrograms } from "../tools/programs";
import { RealRegistry } from "../tools/registry";
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

/** What headings are linked by. */
function anchors(text: string): string[] {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
    return headings.map((heading) =>
        heading
            .toLowerCase()
            .replace(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
    );
}

/** A registry of the reader's own, in whose place the tests start one. */
const ownHost = "harbor.example.com";

describe("README", () => {
    let emulator: Emulator;
    let project: Project;

    before(async function () {
        this.timeout(60_000);
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
    });

    const started: RealRegistry[] = [];
    const ownRegistry = async (context: Mocha.Context): Promise<RealRegistry> => {
        needsPrograms("docker-registry").call(context);
        const registry = await RealRegistry.start();
        started.push(registry);
        return registry;
    };

    after(async () => {
        await Promise.all(started.map((registry) => registry.stop()));
        project.remove();
        await emulator.close();
    });

    const programs = blocks("ts").filter((text) => /new (RepoSyncRule|ManualImageSync)/.test(text));

    for (const [index, program] of programs.entries()) {
        it(`program ${index + 1} deploys as it stands`, async function () {
            this.timeout(120_000);
            const registry = program.includes(ownHost) ? await ownRegistry(this) : undefined;
            project.program(compiled(program.replaceAll(ownHost, registry?.host ?? ownHost)));
            await project.succeeds("up");
            const declared = project.resources().filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
            const loops = program.includes("for (") ? 1 : 0;
            assert.equal(declared.length, [...program.matchAll(/new \w+\(/g)].length + loops);
            const syncs = declared.filter(({ type }) => type.endsWith(":ManualImageSync"));
            for (const { images, summary } of syncs.map(({ outputs }) => outputs as unknown as ImageSyncOutputs)) {
                assert.deepEqual(summary, { synced: Object.keys(images).length });
            }
            const stack = project.resources().find(({ type }) => type === "pulumi:pulumi:Stack");
            const references = JSON.stringify(stack?.outputs ?? {}).match(
                /"[\w.:-]+(\/[\w-]+){2,}@sha256:[0-9a-f]{64}"/g,
            );
            assert.equal(references?.length ?? 0, syncs.length);
        });
    }

    it("has programs", () => assert.equal(programs.length, 5));

    it("tells of every status of an image", () => {
        const rows = [...readme.matchAll(/^\| `(\w+)` +\|/gm)].map(([, word = ""]) => word);
        assert.deepEqual(
            imageStatuses.filter((status) => !rows.includes(status)),
            [],
        );
    });

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

    it("policies hold the rights of image syncs", () => {
        const statements = blocks("json").join();
        const folder = join(packageRoot, "provider", "clouds");
        const alibaba = readFileSync(join(folder, "alibaba", "meanings.ts"), "utf8").match(/cr:\w+/g) ?? [];
        const images = readdirSync(join(folder, "tencent", "images")).map((file) => join("images", file));
        const tencent = [...images, "login.ts", "reachable.ts"]
            .map((file) => readFileSync(join(folder, "tencent", file), "utf8"))
            .flatMap((text) => text.match(/(?<=")(Describe|Duplicate|CreateInstance)\w+(?=")/g) ?? []);
        assert.ok(alibaba.length > 8 && tencent.length > 3);
        const whole = ["cr:ListRepository", "cr:GetNamespace"];
        for (const right of [...alibaba, ...whole, ...tencent.map((action) => `tcr:${action}`)]) {
            // Of tasks by a rule, on older accounts.
            assert.ok((right === "cr:PullRepository" ? readme : statements).includes(right), right);
        }
    });

    it("configuration that is shown is configuration that is read", () => {
        const lines = blocks("sh")
            .join("")
            .split("\n")
            .filter((line) => line.startsWith("pulumi config set"));
        assert.equal(lines.length, 3);
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
        const docs = readdirSync(join(packageRoot, "docs")).map((name) => join("docs", name));
        for (const page of ["README.md", "CONTRIBUTING.md", ...docs]) {
            const text = readFileSync(join(packageRoot, page), "utf8");
            for (const [, target = "", anchor] of text.matchAll(/\]\((?!http)([^)#]+)(?:#([^)]+))?\)/g)) {
                const file = join(packageRoot, dirname(page), target);
                assert.ok(existsSync(file), `${page}: ${target}`);
                assert.ok(anchor === undefined || anchors(readFileSync(file, "utf8")).includes(anchor), anchor);
            }
        }
    });
});
