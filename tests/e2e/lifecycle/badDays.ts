import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { keyConfig, type CloudRow } from "../clouds/row";
import { Project } from "../harness/project";

/** What goes wrong between the engine and the cloud, and what the user is left with; each step begins with nothing. */
export function describeBadDays(row: CloudRow): void {
    describe(`bad days on ${row.cloud}`, () => {
        let emulator: Emulator;
        let project: Project;
        const values = () => row.rules(emulator).map(({ value }) => value);
        const declare = (...numbers: number[]) =>
            project.declare(...numbers.map((n) => ({ name: `r${n}`, args: row.args(n) })));
        const { create, remove, list, first = list } = row.actions;

        before(async () => {
            emulator = await startEmulator();
            row.prepare(emulator, 3);
            project = await Project.create(emulator.config);
        });
        after(async () => {
            project?.remove();
            await emulator?.close();
        });
        beforeEach(() => emulator.requests.clear());
        afterEach(() => emulator.faults.clear());

        it("keys that the cloud refuses: an error that says where they come from, and nothing in the state", async () => {
            const { id } = row.keyPair(emulator, "owner");
            const wrong = keyConfig(row, { id, secret: "a-secret-of-nobody" });
            project.configure({ ...emulator.config, ...wrong });
            declare(0);
            const output = await project.fails("up");
            assert.match(output, new RegExp(`error: .*${row.cloud} ${first}: .*${row.keys.secret}`));
            assert.ok(!output.includes("a-secret-of-nobody"), output);
            assert.deepEqual(project.rules(), {});
            project.configure(emulator.config);
        });

        it("no keys at all: one error that names every place looked at", async () => {
            const others = Object.entries(emulator.config).filter(([key]) => !Object.values(row.keys).includes(key));
            project.configure(Object.fromEntries(others));
            const output = await project.fails("up");
            assert.match(
                output,
                new RegExp(`${row.cloud} credentials: none found; looked, in this order, at .*${row.keys.id}`),
            );
            assert.match(output, /environment [A-Z_]+.*profile.*; set one of them/s);
            assert.equal(emulator.requests.count(), 0);
            project.configure(emulator.config);
        });

        it("a throttled create waits and succeeds", async () => {
            emulator.faults.add({ cloud: row.cloud, action: list, kind: "throttle", times: 2 });
            emulator.faults.add({ cloud: row.cloud, action: create, kind: "throttle403", times: 2 });
            await project.succeeds("up");
            assert.equal(emulator.requests.count({ action: create }), 3);
            assert.deepEqual(values(), [row.declared]);
        });

        it("a create whose answer is lost: one rule, and it is the recorded one", async () => {
            declare(0, 1);
            emulator.faults.add({ cloud: row.cloud, action: create, kind: "answerLost" });
            await project.succeeds("up");
            assert.deepEqual(values(), [row.declared, row.declared]);
            assert.equal(emulator.requests.count({ action: create }), 1);
            assert.equal(project.rule("r1").outputs.ruleId, row.rules(emulator)[1]?.id);
        });

        it("a create that the cloud did, but called a failure: the same", async () => {
            declare(0, 1, 2);
            emulator.faults.add({ cloud: row.cloud, action: create, kind: "actThenError" });
            await project.succeeds("up");
            assert.equal(values().length, 3);
            assert.equal(project.rule("r2").outputs.ruleId, row.rules(emulator)[2]?.id);
        });

        it("a delete whose answer is lost, one that is throttled, one that fails once: all are gone", async () => {
            emulator.faults.add({ cloud: row.cloud, action: remove, kind: "answerLost" });
            emulator.faults.add({ cloud: row.cloud, action: remove, kind: "throttle" });
            emulator.faults.add({ cloud: row.cloud, action: remove, kind: "serverError" });
            await project.succeeds("destroy");
            assert.deepEqual(values(), []);
            assert.deepEqual(project.rules(), {});
        });

        it("one of several cannot be made: the others are, and the next up goes on", async () => {
            declare(0, 1, 2);
            emulator.faults.add({ cloud: row.cloud, action: create, kind: "quota" });
            const output = await project.fails("up");
            assert.match(output, new RegExp(`error: ${row.cloud} ${create}: .+ \\(.+\\)`));
            assert.equal(values().length, 2);
            assert.equal(Object.keys(project.rules()).length, 2);
            assert.match(await project.succeeds("up"), /\+ 1 created/);
            assert.equal(values().length, 3);
            await project.succeeds("destroy");
        });

        it("no right to write: the error names the call and what to grant", async () => {
            declare(0);
            project.configure({ ...emulator.config, ...keyConfig(row, row.keyPair(emulator, "readOnly")) });
            const output = await project.fails("up");
            assert.match(output, new RegExp(`error: ${row.cloud} ${create}: .+ \\(.+\\); .*grant`));
            assert.deepEqual(project.rules(), {});
            project.configure(emulator.config);
        });
    });
}
