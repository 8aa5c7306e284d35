import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../../emulator";
import { alibabaRow } from "../clouds/alibaba";
import { huaweiRow } from "../clouds/huawei";
import type { CloudRow } from "../clouds/row";
import { tencentRow } from "../clouds/tencent";
import { Project, type Declaration } from "../harness/project";

/**
 * Stacks as `pulumi stack export` wrote them with earlier commits of this package: their state, the text of the
 * provider in it, and the names it made are what today's code has to go on from. The clouds' ids and the address of
 * the emulator are filled in.
 */
interface EarlierStack {
    /** The file under fixtures/, named after the commit. */
    readonly file: string;
    readonly rules: readonly (Declaration & { readonly row: CloudRow; readonly cloudName?: string })[];
}

const stacks: readonly EarlierStack[] = [
    {
        file: "alibaba-2487651.json",
        rules: [
            { name: "named", row: alibabaRow, args: alibabaRow.args(0) },
            {
                name: "unnamed",
                row: alibabaRow,
                args: { ...alibabaRow.args(1), name: undefined },
                cloudName: "unnamed-cdd2fad",
            },
        ],
    },
    {
        file: "clouds-1bf1f2d.json",
        rules: [alibabaRow, tencentRow, huaweiRow].map((row) => ({ name: row.cloud, row, args: row.args(0) })),
    },
];

for (const { file, rules } of stacks) {
    describe(`a stack of an earlier version, ${file}`, () => {
        let emulator: Emulator;
        let project: Project;

        before(async () => {
            emulator = await startEmulator();
            project = await Project.create(emulator.config);
            project.declare(...rules.map(({ name, args }) => ({ name, args })));
            let text = readFileSync(join(__dirname, "fixtures", file), "utf8").replaceAll("{{url}}", emulator.url);
            rules.forEach(({ name, row, cloudName }, n) => {
                row.addRule(emulator, row === alibabaRow ? n : 0, row.declared);
                const { id } = row.rules(emulator).at(-1) ?? { id: "" };
                if (cloudName !== undefined) {
                    emulator.alibaba.changeRule(id, { name: cloudName });
                }
                text = text.replaceAll(`{{${name}}}`, id);
            });
            writeFileSync(join(project.folder, "earlier.json"), text);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });
        beforeEach(async () => {
            const { code, output } = await project.run(["stack", "import", "--file", "earlier.json"]);
            assert.equal(code, 0, output);
            emulator.requests.clear();
        });

        it("is refreshed: every declared value stays, and up has nothing to do", async () => {
            const declared = () => Object.values(project.rules()).map(({ id, inputs }) => ({ id, inputs }));
            const before = declared();
            await project.succeeds("refresh");
            assert.deepEqual(declared(), before);
            assert.match(await project.succeeds("up"), new RegExp(`${rules.length + 1} unchanged`));
        });

        it("is what today's program declares: up writes nothing", async () => {
            assert.match(await project.succeeds("up"), new RegExp(`${rules.length + 1} unchanged`));
            assert.deepEqual(emulator.requests.all(), []);
        });

        it("is destroyed by today's code", async () => {
            await project.succeeds("destroy");
            assert.deepEqual(project.rules(), {});
            assert.deepEqual(
                rules.flatMap(({ row }) => row.rules(emulator)),
                [],
            );
        });
    });
}
