import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Sandbox, root } from "./sandbox";

interface Rule {
    name: string;
}
const { forbidden } = require("../../.dependency-cruiser.cjs") as { forbidden: Rule[] };

const table = "provider/clouds/index.ts";
const client = "provider/clouds/alibaba/client.ts";
const vendor = (name: string) => ({
    [`node_modules/${name}/index.js`]: "",
    [`node_modules/${name}/package.json`]: "{}",
});

/** Sources that keep every rule; each violation below is one change to them. */
const good: Record<string, string> = {
    "package.json": JSON.stringify({
        dependencies: { "@alicloud/x": "1", "tencentcloud-x": "1", "@huaweicloud/x": "1" },
        devDependencies: { tool: "1" },
    }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { module: "Node16" } }),
    ...vendor("@alicloud/x"),
    ...vendor("tencentcloud-x"),
    ...vendor("@huaweicloud/x"),
    ...vendor("tool"),
    "provider/registry.ts": "export interface Registry {}; export const kinds = [];",
    "provider/repoSyncRule.ts": `import type { Registry } from "./registry"; export const lifecycle = {} as Registry;`,
    "provider/index.ts": `import "./repoSyncRule"; export * from "./clouds";`,
    [table]: `import "./alibaba/client"; import "./tencent/client"; import "./huawei/client";`,
    [client]: `import { kinds } from "../../registry"; import "@alicloud/x"; export const client = kinds;`,
    "provider/clouds/tencent/client.ts": `import "tencentcloud-x"; export const client = {};`,
    "provider/clouds/huawei/client.ts": `import "@huaweicloud/x"; export const client = {};`,
    "sdk/index.ts": `import type { Registry } from "../provider/registry"; export type Rule = Registry;`,
    "sdk/lookups/provider.ts": `export const load = () => import("../../provider/index");`,
    "emulator/index.ts": `export const start = {};`,
    "cli/main.ts": `import "../emulator/index"; import "../provider/index"; import "../sdk/index";`,
};

/** Rule, file, and the import that breaks the rule. */
const violations: [string, string, string][] = [
    [
        "no-cycles",
        "provider/registry.ts",
        `import type { lifecycle } from "./repoSyncRule"; export type L = typeof lifecycle;`,
    ],
    ["emulator-knows-nobody", "emulator/index.ts", `import "../provider/registry";`],
    ["emulator-knows-nobody", "emulator/index.ts", `import type { Rule } from "../sdk/index"; export type R = Rule;`],
    ["provider-knows-no-caller", "provider/repoSyncRule.ts", `import "../sdk/index";`],
    ["provider-knows-no-caller", client, `import "../../../emulator/index";`],
    ["lifecycle-knows-no-cloud", "provider/repoSyncRule.ts", `import "./clouds/alibaba/client";`],
    [
        "lifecycle-knows-no-cloud",
        "provider/rules/find.ts",
        `export const late = () => require("../clouds/huawei/client");`,
    ],
    ["clouds-by-their-table", "provider/index.ts", `import "./clouds/tencent/client";`],
    ["clouds-table-is-the-providers", "cli/main.ts", `import "../provider/clouds/index";`],
    ["cloud-knows-no-other-cloud", client, `import "../tencent/client";`],
    ["cloud-knows-no-lifecycle", client, `import "../../repoSyncRule";`],
    [
        "sdk-takes-types-from-provider",
        "sdk/index.ts",
        `import { kinds } from "../provider/registry"; export const k = kinds;`,
    ],
    ["sdk-takes-types-from-provider", "sdk/index.ts", `export const late = () => import("../provider/index");`],
    ["sdk-knows-no-tool", "sdk/index.ts", `import "../emulator/index";`],
    ["only-alibaba-knows-its-sdk", "provider/repoSyncRule.ts", `import "@alicloud/x";`],
    ["only-tencent-knows-its-sdk", client, `import "tencentcloud-x";`],
    ["only-huawei-knows-its-sdk", "cli/main.ts", `import "@huaweicloud/x";`],
    ["shipped-code-has-shipped-dependencies", "provider/registry.ts", `import "tool";`],
];

describe("import arrows", function () {
    this.timeout(30_000);
    let box: Sandbox;

    beforeEach(() => (box = new Sandbox()));
    afterEach(() => box.remove());

    /** The names of the rules that these sources break. */
    const broken = (changes: Record<string, string> = {}): string[] => {
        for (const [file, content] of Object.entries({ ...good, ...changes })) box.write(file, content);
        const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
        const config = join(root, ".dependency-cruiser.cjs");
        const args = ["--config", config, "--output-type", "json", "sdk", "provider", "emulator", "cli"];
        const { stdout, stderr } = spawnSync(process.execPath, [cruiser, ...args], { cwd: box.path, encoding: "utf8" });
        assert.notEqual(stdout, "", stderr);
        const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: Rule }[]; totalCruised: number } };
        assert.ok(summary.totalCruised >= 9);
        return [...new Set(summary.violations.map(({ rule }) => rule.name))];
    };

    it("let the intended structure pass", () => {
        assert.deepEqual(broken(), []);
    });

    for (const [rule, file, code] of violations) {
        it(`${rule}: ${file} with ${code}`, () => {
            const found = broken({ [file]: `${code}\n${good[file] ?? ""}` });
            assert.ok(found.includes(rule), `broken: ${found.join(", ")}`);
        });
    }

    it("each have a violation here", () => {
        const tried = new Set(violations.map(([rule]) => rule));
        assert.deepEqual(
            forbidden.map(({ name }) => name).filter((name) => !tried.has(name)),
            [],
        );
    });
});
