import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { lowestPulumi, pinned, ScratchProject, type ScratchOptions } from "./project";

/** One rule for each cloud, and one whose filter is in the other clouds' language: the same in every project. */
const rules = `
const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const repository = { ...hub, namespace: "prod", repository: "api" };
export const alibabaRule = new RepoSyncRule("alibaba", { source: repository, target: singapore });
new RepoSyncRule("glob", { source: repository, target: singapore, tagFilter: "v*" });
new RepoSyncRule("tencent", {
    source: { ...tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), namespace: "prod" },
    target: tencent({ region: "ap-singapore", instanceId: "tcr-sg" }),
    tagFilter: "v1.*",
});
new RepoSyncRule("huawei", {
    source: { ...huawei({ region: "cn-north-4" }), namespace: "team", repository: "backend/orders" },
    target: huawei({ region: "ap-southeast-3" }),
});
`;
const imported = `import { alibaba, huawei, RepoSyncRule, tencent } from "pulumi-imagesync";\n${rules}`;
const required = imported
    .replace(/^import (.*) from (.*);/, "const $1 = require($2);")
    .replace("export const alibabaRule = ", "");

const unitTest = `
import assert from "node:assert/strict";
import { test } from "node:test";
import pulumi from "@pulumi/pulumi";

await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: { ...inputs, ruleId: "crsr-1" } }),
    call: () => ({}),
}, "scratch", "test");
const { alibabaRule } = await import("./index.js");
const valueOf = (output) => new Promise((done) => output.apply(done));

test("outputs are those of the mocks", async () => {
    assert.equal(await valueOf(alibabaRule.ruleId), "crsr-1");
    assert.equal(await valueOf(alibabaRule.source.namespace), "prod");
    assert.match(await valueOf(alibabaRule.name), /^alibaba-[0-9a-f]{7}$/);
});
`;

/** A test of a stack of one's own, as TypeScript sees it. */
const emulated = `
import { startEmulator, type Emulator } from "pulumi-imagesync/emulator";
export async function names(): Promise<string[]> {
    const emulator: Emulator = await startEmulator({ seed: false });
    return emulator.alibaba.rules().map(({ name }) => name);
}
`;

function tsconfig(module: object): string {
    const compilerOptions = { strict: true, target: "es2022", noEmit: true, types: ["node"], ...module };
    return JSON.stringify({ compilerOptions, files: ["index.ts", "emulated.ts"] });
}

/** The first that knows `NoInfer`, by which the compiler takes a rule's cloud from its source alone. */
const lowestTypeScript = "5.4.5";

interface Scratch extends ScratchOptions {
    /** What the project has to pass besides being deployed. */
    readonly also: Readonly<Record<string, (project: ScratchProject) => Promise<void>>>;
}

const projects: Readonly<Record<string, Scratch>> = {
    [`a project of TypeScript ${lowestTypeScript}, with Pulumi ${lowestPulumi}`]: {
        files: {
            "index.ts": imported,
            "emulated.ts": emulated,
            "tsconfig.json": tsconfig({ module: "node16", moduleResolution: "node16" }),
            // As Pulumi's template for TypeScript had it for years.
            "tsconfig.commonjs.json": tsconfig({ module: "commonjs", moduleResolution: "node" }),
        },
        manifest: {
            dependencies: { "@pulumi/pulumi": lowestPulumi },
            devDependencies: { typescript: lowestTypeScript, "@types/node": pinned["@types/node"] },
        },
        pulumi: { runtime: "nodejs" },
        install: "npm",
        also: {
            "compiles, declarations of libraries included": async (project) => {
                for (const config of ["tsconfig.json", "tsconfig.commonjs.json"]) {
                    await project.node("node_modules/typescript/bin/tsc", "-p", config);
                }
            },
        },
    },
    "a project of ES modules in plain JavaScript": {
        files: { "index.js": imported, "unit.test.js": unitTest },
        manifest: { type: "module", dependencies: { "@pulumi/pulumi": pinned["@pulumi/pulumi"] ?? "" } },
        pulumi: { runtime: { name: "nodejs", options: { typescript: false } }, main: "index.js" },
        install: "npm",
        also: {
            "passes its own unit test, with mocks": async (project) => {
                assert.match(await project.node("--test"), /pass 1\b/);
            },
            "imports the emulator by name": async (project) => {
                const program = `
                    import { startEmulator } from "pulumi-imagesync/emulator";
                    const emulator = await startEmulator();
                    console.log(emulator.url);
                    await emulator.close();`;
                assert.match(
                    await project.node("--input-type=module", "-e", program),
                    /^http:\/\/127\.0\.0\.1:\d+\s*$/,
                );
            },
        },
    },
    "a project of CommonJS in pnpm's strict layout": {
        files: { "index.js": required },
        manifest: { dependencies: { "@pulumi/pulumi": pinned["@pulumi/pulumi"] ?? "" } },
        pulumi: { runtime: { name: "nodejs", options: { typescript: false } }, main: "index.js" },
        install: "pnpm",
        also: {
            "sees none of the package's dependencies, yet loads all of it": async (project) => {
                const program = `
                    const seen = (name) => { try { return require.resolve(name); } catch { return undefined; } };
                    for (const name of ["zod", "undici", "@grpc/grpc-js"]) {
                        if (seen(name)) throw new Error(name + " is in reach: this layout is not strict");
                    }
                    for (const entry of ["", "/provider", "/emulator"]) require("pulumi-imagesync" + entry);`;
                await project.node("-e", program);
            },
            "runs the command": async (project) => {
                assert.match(await project.node("node_modules/pulumi-imagesync/dist/cli/main.js", "--help"), /emulate/);
            },
        },
    },
};

for (const [what, options] of Object.entries(projects)) {
    describe(`packed package in ${what}`, function () {
        this.timeout(300_000);
        let emulator: Emulator;
        let project: ScratchProject;
        before(async () => {
            emulator = await startEmulator();
            project = await ScratchProject.create(options);
            await project.stack(emulator.config);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });

        const rulesOfAllClouds = () => [
            ...emulator.alibaba.rules(),
            ...emulator.tencent.registries().flatMap((registry) => registry.rules),
            ...emulator.huawei.rules("cn-north-4"),
        ];

        for (const [does, act] of Object.entries(options.also)) {
            it(does, () => act(project));
        }

        it("makes rules on all three clouds by pulumi up, and warns", async () => {
            const output = await project.pulumi("up", "--yes", "--skip-preview");
            assert.match(output, /^ *warning: .*tagFilter: "v\*"/m);
            assert.equal(rulesOfAllClouds().length, 4);
        });

        it("has in its state nothing but a call into the package", async () => {
            const recorded = await project.resources();
            assert.deepEqual(Object.keys(recorded).sort(), ["alibaba", "glob", "huawei", "tencent"]);
            for (const { inputs, outputs } of Object.values(recorded)) {
                assert.ok(String(outputs.__provider).length <= 1200, String(outputs.__provider));
                assert.equal(inputs.__provider, outputs.__provider);
            }
            assert.equal(recorded.huawei?.id, "huawei/cn-north-4/team/backend%2Forders/ap-southeast-3/team");
        });

        it("is unchanged by a second up", async () => {
            emulator.requests.clear();
            await project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
            assert.equal(emulator.requests.all().length, 0);
        });

        it("finds by refresh what is there", async () => {
            await project.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
            assert.notEqual(emulator.requests.all().length, 0);
        });

        it("leaves nothing behind by pulumi destroy", async () => {
            await project.pulumi("destroy", "--yes", "--skip-preview");
            assert.deepEqual(rulesOfAllClouds(), []);
            assert.deepEqual(await project.resources(), {});
        });
    });
}
