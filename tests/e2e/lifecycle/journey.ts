import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import type { CloudRow } from "../clouds/row";
import { Project } from "../harness/project";

/** The life of a rule through the real CLI; each step goes on from where the last one ended. */
export function describeLifecycle(row: CloudRow): void {
    describe(`life of a rule on ${row.cloud}`, () => {
        let emulator: Emulator;
        let project: Project;
        const values = () => row.rules(emulator).map(({ value }) => value);
        const written = () =>
            emulator.requests
                .all()
                .map(({ action }) => action)
                .filter((action) => action === row.actions.create || action === row.actions.remove);
        const declare = (n: number, change: object = {}) =>
            project.declare({ name: "r", args: { ...row.args(n), ...change } });

        before(async () => {
            emulator = await startEmulator();
            row.prepare(emulator, 2);
            project = await Project.create(emulator.config);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });
        beforeEach(() => emulator.requests.clear());

        it("up creates it, with its natural key as id and the cloud's answers as outputs", async () => {
            declare(0);
            await project.succeeds("up");
            const { id, outputs } = project.rule("r");
            assert.equal(id, row.id(0));
            const [rule, ...others] = row.rules(emulator);
            assert.deepEqual(others, []);
            assert.equal(rule?.value, row.declared);
            assert.equal(outputs.ruleId, rule?.id);
            assert.equal(outputs.scope, "repository");
            assert.equal(outputs[row.field], row.declared);
            const { namespace } = outputs.target as { namespace: string };
            assert.equal(namespace, (row.args(0).source as { namespace: string }).namespace);
            for (const moment of [outputs.createdAt, outputs.updatedAt]) {
                assert.equal(new Date(String(moment)).toISOString(), moment);
            }
        });

        it("up again changes nothing, and asks the cloud nothing", async () => {
            const output = await project.succeeds("up");
            assert.match(output, /2 unchanged/);
            assert.deepEqual(emulator.requests.all(), []);
        });

        it(`a changed field is ${row.inPlace ? "changed in place" : "another rule in its place"}`, async () => {
            const before = row.rules(emulator)[0]?.id;
            declare(0, { [row.field]: row.changed });
            const output = await project.succeeds("up");
            assert.match(output, row.inPlace ? /~ 1 updated/ : /\+- ?1 replaced/);
            assert.deepEqual(values(), [row.changed]);
            assert.equal(project.rule("r").id, row.id(0), "the id outlives the change");
            assert.equal(project.rule("r").outputs[row.field], row.changed);
            assert.equal(row.rules(emulator)[0]?.id === before, row.inPlace);
            // Two rules cannot have one natural key: the old one has to go first.
            assert.deepEqual(written(), row.inPlace ? [] : [row.actions.remove, row.actions.create]);
            assert.equal(emulator.requests.count({ action: row.actions.update ?? /^$/ }), row.inPlace ? 1 : 0);
        });

        it("another natural key is another rule, made before the old one goes", async () => {
            declare(1, { [row.field]: row.changed });
            assert.match(await project.succeeds("up"), /\+- ?1 replaced/);
            assert.deepEqual(written(), [row.actions.create, row.actions.remove]);
            assert.equal(project.rule("r").id, row.id(1));
            assert.deepEqual(
                row.rules(emulator).map(({ id }) => id),
                [project.rule("r").outputs.ruleId],
            );
            declare(0);
            await project.succeeds("up");
        });

        it("drift is seen by refresh, shown by preview and mended by up", async () => {
            row.drift(emulator, 0);
            assert.match(await project.succeeds("refresh"), /~ 1 updated/);
            const { inputs, outputs } = project.rule("r");
            assert.equal(inputs[row.field], row.drifted);
            assert.equal(outputs[row.field], row.drifted);
            const preview = await project.succeeds("preview", "--diff");
            const shown = `${row.field}: ${JSON.stringify(row.drifted)} => ${JSON.stringify(row.declared)}`;
            assert.ok(preview.replace(/ +:/g, ":").includes(shown), `no ${shown} in the preview:\n${preview}`);
            await project.succeeds("up");
            assert.deepEqual(values(), [row.declared]);
            assert.match(await project.succeeds("refresh"), /2 unchanged/);
        });

        it("a rule that somebody removed is gone after refresh, and made anew by up", async () => {
            row.removeRule(emulator, 0);
            assert.match(await project.succeeds("refresh"), /- 1 deleted/);
            assert.deepEqual(project.rules(), {});
            assert.match(await project.succeeds("up"), /\+ 1 created/);
            assert.deepEqual(values(), [row.declared]);
            assert.equal(project.rule("r").id, row.id(0));
        });

        it("destroy removes the rule", async () => {
            await project.succeeds("destroy");
            assert.deepEqual(row.rules(emulator), []);
            assert.deepEqual(project.rules(), {});
        });

        it("destroy without a refresh succeeds where everything is gone already", async () => {
            project.declare({ name: "r", args: row.args(0) }, { name: "s", args: row.args(1) });
            await project.succeeds("up");
            row.removeRule(emulator, 0);
            row.removeRule(emulator, 1);
            await project.succeeds("destroy");
            assert.deepEqual(project.rules(), {});
        });

        it("nothing but Pulumi's own was written to the home folder", () => {
            assert.deepEqual(project.strangersAtHome(), []);
        });
    });
}
