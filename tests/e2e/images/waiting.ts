import assert from "node:assert/strict";
import type { ImageRow, TaskRow } from "./rows/row";
import { Stage } from "./stage";

const repository = "slow";
/** Longer than any test: a task ends when the test puts the clock forward. */
const longSeconds = 300;

/** Tasks that take their time; each step goes on from where the last one ended. */
export function describeWaiting(row: ImageRow, tasks: TaskRow): void {
    describe(`tasks that take their time on ${row.cloud}`, () => {
        let stage: Stage;
        const declare = (options: object) => stage.declare({ name: "release", repository, options });
        const status = (tag: string) => tasks.all(stage.emulator).find((each) => each.tag === tag)?.status ?? "";

        before(async () => {
            stage = await Stage.open(row, longSeconds);
            stage.fill(repository, ["late", "lazy", "never", "done"]);
        });
        after(() => stage?.close());

        it("when the time is up, up fails; the task is recorded as running, and goes on", async () => {
            declare({ tags: ["late"], timeoutSeconds: 5 });
            const output = await stage.begins(["late"], () => stage.project.fails("up"));
            assert.match(output, /late: still running after 5 s; .*goes on.*the next up joins it/);
            assert.deepEqual(stage.tagsThatAre("running", "release"), ["late"]);
            assert.ok(tasks.words.moving.includes(status("late")), status("late"));
        });

        it("the next up joins it, and shows how it gets on meanwhile", async () => {
            declare({ tags: ["late"] });
            await stage.begins([], async () => {
                const up = stage.project.start("up");
                await up.shows(/late: (waiting|running)/);
                stage.time.advance(longSeconds);
                const { code, output } = await up.ended;
                assert.equal(code, 0, output);
            });
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 1 });
            assert.match(stage.images("release").late?.taskId ?? "", /\w/);
            stage.assertSame(repository, ["late"]);
        });

        it("without wait, up is done when the task has begun; the next up finishes it", async () => {
            declare({ tags: ["late", "lazy"], wait: false });
            await stage.begins(["lazy"], () => stage.project.succeeds("up"));
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 1, running: 1 });
            stage.time.advance(longSeconds);
            assert.match(await stage.begins([], () => stage.project.succeeds("up")), /~ 1 updated/);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 2 });
        });

        it("destroy stops what runs where the cloud can, says what goes on where it cannot", async () => {
            declare({ tags: ["late", "lazy", "never"], wait: false });
            await stage.begins(["never"], () => stage.project.succeeds("up"));
            const output = await stage.begins([], () => stage.project.succeeds("destroy"));
            const stay = `the 2 copied images stay in ${row.path("target", repository)}`;
            assert.ok(output.includes(stay), output);
            if (tasks.words.cancelled === undefined) {
                assert.match(output, /warning: .* has no call to cancel: it goes on syncing never into/);
                assert.ok(tasks.words.moving.includes(status("never")), status("never"));
            } else {
                assert.match(output, /cancelled the tasks of never; they have ended/);
                assert.equal(status("never"), tasks.words.cancelled);
            }
            stage.assertSame(repository, ["late", "lazy"]);
        });
    });
}
