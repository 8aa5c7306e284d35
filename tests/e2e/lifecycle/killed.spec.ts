import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { alibabaRow as alibaba } from "../clouds/alibaba";
import { Project } from "../harness/project";

const count = 20;
/** Each create takes so long (milliseconds): the engine dies while most are still to come. */
const slow = 700;

describe("an engine that is killed in the middle of up", function () {
    this.timeout(120_000);
    let emulator: Emulator;
    let project: Project;

    before(async () => {
        emulator = await startEmulator();
        alibaba.prepare(emulator, count);
        project = await Project.create(emulator.config);
        project.declare(...Array.from({ length: count }, (_, n) => ({ name: `rule-${n}`, args: alibaba.args(n) })));
    });

    after(async () => {
        project.remove();
        await emulator.close();
    });

    const created = () => emulator.requests.count({ cloud: "alibaba", action: "CreateRepoSyncRule" });

    it("leaves no provider at work: nothing is made from two seconds after", async () => {
        emulator.faults.add({ action: "CreateRepoSyncRule", kind: "latency", millis: slow, times: Infinity });
        await project.killed(["up", "--yes", "--skip-preview"], () => created() >= 3);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        const after = created();
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        assert.equal(created(), after);
        assert.ok(alibaba.rules(emulator).length < count);
    });

    it("is recovered from as Pulumi documents it: every rule once, and none left over", async () => {
        emulator.faults.clear();
        assert.equal((await project.run(["cancel", "--yes"])).code, 0);
        await project.succeeds("refresh", "--clear-pending-creates");
        await project.succeeds("up");
        assert.equal(alibaba.rules(emulator).length, count);
        assert.equal(Object.keys(project.rules()).length, count);
        await project.succeeds("destroy");
        assert.equal(alibaba.rules(emulator).length, 0);
    });
});
