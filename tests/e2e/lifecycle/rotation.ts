import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { keyConfig, type CloudRow } from "../clouds/row";
import { Project } from "../harness/project";

/**
 * Keys that change between two runs. The engine hands refresh and destroy the configuration of the last `up`, which
 * no provider can help; what can be done is to say so.
 */
export function describeRotation(row: CloudRow): void {
    describe(`keys rotated on ${row.cloud}`, () => {
        let emulator: Emulator;
        let project: Project;

        before(async () => {
            emulator = await startEmulator();
            row.prepare(emulator, 1);
            project = await Project.create(emulator.config);
            project.declare({ name: "r", args: row.args(0) });
            await project.succeeds("up");
            row.enableOwner(emulator, false);
            project.configure({ ...emulator.config, ...keyConfig(row, row.keyPair(emulator, "spare")) });
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });

        for (const command of ["refresh", "destroy"] as const) {
            it(`${command} gets the keys of the last up, and says what to do about it`, async () => {
                const output = await project.fails(command);
                assert.match(output, new RegExp(`error: .*${row.cloud} .*${row.keys.secret}`));
                assert.match(output, /the last up.*--run-program/);
                assert.equal(project.rule("r").id, row.id(0));
            });
        }

        it("refresh --run-program takes today's keys", async () => {
            await project.succeeds("refresh", "--run-program");
            assert.equal(project.rule("r").id, row.id(0));
        });

        it("up takes today's keys; from then on refresh and destroy have them too", async () => {
            assert.match(await project.succeeds("up"), /2 unchanged/);
            await project.succeeds("refresh");
            assert.equal(project.rule("r").id, row.id(0));
        });

        it("destroy --run-program takes today's keys", async () => {
            row.enableOwner(emulator, true);
            project.configure(emulator.config);
            await project.succeeds("destroy", "--run-program");
            assert.deepEqual(row.rules(emulator), []);
        });
    });
}
