import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import type { CloudRow } from "../clouds/row";
import { Project } from "../harness/project";

/** More than a page of the clouds' lists, and more than anybody wants to wait for one by one. */
const many = 120;

/** The most list requests each command may take. */
export interface Lists {
    readonly create: number;
    readonly refresh: number;
    /** For each rule that is gone, besides: an absence is looked at twice. */
    readonly gone: number;
}

/** A stack with many rules: each command does what it does for one, and asks the cloud for few lists. */
export function describeManyRules(row: CloudRow, lists: Lists): void {
    describe(`${many} rules in one stack on ${row.cloud}`, () => {
        let emulator: Emulator;
        let project: Project;
        const count = (action: string) => emulator.requests.count({ action });
        const declare = (change: object = {}) =>
            project.declare(
                ...Array.from({ length: many }, (_, n) => ({ name: `r${n}`, args: { ...row.args(n), ...change } })),
            );

        before(async () => {
            emulator = await startEmulator();
            row.prepare(emulator, many);
            project = await Project.create(emulator.config);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });
        beforeEach(() => emulator.requests.clear());

        it("up makes each of them once", async () => {
            declare();
            await project.succeeds("up");
            assert.equal(row.rules(emulator).length, many);
            assert.equal(count(row.actions.create), many);
            assert.ok(count(row.actions.list) <= lists.create, `${count(row.actions.list)} lists`);
            const recorded = Object.values(project.rules()).map(({ outputs }) => outputs.ruleId);
            assert.deepEqual(new Set(recorded), new Set(row.rules(emulator).map(({ id }) => id)));
        });

        it("up again asks nothing", async () => {
            assert.match(await project.succeeds("up"), new RegExp(`${many + 1} unchanged`));
            assert.equal(emulator.requests.count(), 0);
        });

        it("refresh without drift takes a few lists", async () => {
            assert.match(await project.succeeds("refresh"), new RegExp(`${many + 1} unchanged`));
            assert.ok(count(row.actions.list) <= lists.refresh, `${count(row.actions.list)} lists`);
        });

        it("refresh sees the three that changed and the two that are gone", async () => {
            for (const n of [1, 60, 119]) {
                row.drift(emulator, n);
            }
            row.removeRule(emulator, 2);
            row.removeRule(emulator, 110);
            const output = await project.succeeds("refresh");
            assert.match(output, /~ 3 updated/);
            assert.match(output, /- 2 deleted/);
            const most = lists.refresh + 2 * lists.gone;
            assert.ok(count(row.actions.list) <= most, `${count(row.actions.list)} lists`);
        });

        it("destroy leaves none", async () => {
            await project.succeeds("destroy");
            assert.deepEqual(row.rules(emulator), []);
            assert.deepEqual(project.rules(), {});
        });
    });
}
