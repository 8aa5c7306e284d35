import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import type { CloudRow } from "../clouds/row";
import { Project } from "../harness/project";

/** Rules that somebody else has made before. */
export function describeExisting(row: CloudRow): void {
    describe(`rules that are there already on ${row.cloud}`, () => {
        let emulator: Emulator;
        let project: Project;
        const declare = (options: object = {}) => project.declare({ name: "r", args: { ...row.args(0), ...options } });

        before(async () => {
            emulator = await startEmulator();
            row.prepare(emulator, 1);
            project = await Project.create(emulator.config);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });
        beforeEach(() => emulator.requests.clear());

        it("an equal one is taken over, with a message", async () => {
            row.addRule(emulator, 0, row.declared);
            const [there] = row.rules(emulator);
            declare();
            const output = await project.succeeds("up");
            assert.match(output, new RegExp(`rule ${there?.id} was there already and is taken over`));
            assert.equal(emulator.requests.count({ action: row.actions.create }), 0);
            assert.equal(project.rule("r").outputs.ruleId, there?.id);
            await project.succeeds("destroy");
        });

        it("a different one is refused, with each difference, and left as it is", async () => {
            row.addRule(emulator, 0, row.drifted);
            const [there] = row.rules(emulator);
            const output = await project.fails("up");
            const value = JSON.stringify;
            const difference = `${row.field} is ${value(row.drifted)}, declared ${value(row.declared)}`;
            assert.ok(output.includes(`rule ${there?.id} has the natural key already`), output);
            assert.ok(output.includes(difference), output);
            assert.match(output, /set adopt: true/);
            assert.deepEqual(row.rules(emulator), [there]);
            assert.deepEqual(project.rules(), {});
        });

        it("with adopt it is made as declared", async () => {
            const [there] = row.rules(emulator);
            declare({ adopt: true });
            await project.succeeds("up");
            const [rule, ...others] = row.rules(emulator);
            assert.deepEqual(others, []);
            assert.equal(rule?.value, row.declared);
            assert.equal(rule?.id === there?.id, row.inPlace);
            assert.equal(project.rule("r").outputs.ruleId, rule?.id);
        });

        it("adopt alone changes nothing", async () => {
            declare();
            assert.match(await project.succeeds("up"), /2 unchanged/);
            assert.deepEqual(emulator.requests.all(), []);
        });

        it("several with one natural key are reported with their ids, never picked from", async () => {
            row.addRule(emulator, 0, row.declared);
            const ids = row.rules(emulator).map(({ id }) => id);
            assert.equal(ids.length, 2);
            const output = await project.fails("refresh");
            assert.match(output, /2 rules have the natural key/);
            for (const id of ids) {
                assert.match(output, new RegExp(`\\b${id}\\b`));
            }
            assert.equal(row.rules(emulator).length, 2);
        });
    });
}
