import assert from "node:assert/strict";
import type { ImageRow, TaskRow } from "./rows/row";
import { Stage } from "./stage";

const repository = "killed";
const tags = Array.from({ length: 10 }, (_, n) => `v${n}`);
const longSeconds = 300;

/** SIGKILL in the middle of a sync, and the recovery that Pulumi documents. */
export function describeKilled(row: ImageRow, tasks: TaskRow): void {
    describe(`an engine that is killed in the middle of 10 tasks on ${row.cloud}`, () => {
        let stage: Stage;

        before(async () => {
            stage = await Stage.open(row, longSeconds);
            stage.fill(repository, tags);
            stage.declare({ name: "release", repository, options: { tags } });
        });
        after(() => stage?.close());

        it("every tag has exactly one task in the end, and all are synced", async () => {
            const { emulator, project } = stage;
            if (row.start.perTag) {
                emulator.faults.add({ action: row.start.action, kind: "latency", millis: 400, times: Infinity });
            }
            await project.killed(["up", "--yes", "--skip-preview"], () => stage.begun().length >= 4, "group");
            emulator.faults.clear();
            assert.equal((await project.run(["cancel", "--yes"])).code, 0);
            await project.succeeds("refresh", "--clear-pending-creates");
            assert.deepEqual(
                tasks.all(emulator).filter(({ status }) => !tasks.words.moving.includes(status)),
                [],
            );
            const up = project.start("up");
            await up.shows(/v\d: (waiting|running)/);
            stage.time.advance(longSeconds);
            const { code, output } = await up.ended;
            assert.equal(code, 0, output);
            assert.deepEqual(stage.begun().sort(), [...tags].sort());
            stage.assertSame(repository, tags);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: tags.length });
        });
    });
}
