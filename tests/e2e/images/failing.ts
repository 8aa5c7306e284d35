import assert from "node:assert/strict";
import type { ImageRow } from "./rows/row";
import { Stage } from "./stage";

const repository = "many";
const tags = Array.from({ length: 20 }, (_, n) => `v${n}`);
const failing = ["v3", "v11"];

/** Some of many tags fail. */
export function describeFailing(row: ImageRow): void {
    describe(`20 tags of which 2 fail on ${row.cloud}`, () => {
        let stage: Stage;

        before(async () => {
            stage = await Stage.open(row, 1);
            stage.fill(repository, tags);
            stage.declare({ name: "release", repository, options: { tags } });
        });
        after(() => stage?.close());

        it("the error names both with their reasons, and the state has the 18 that were synced", async () => {
            failing.forEach((tag) => row.failNext(stage.emulator, tag));
            const output = await stage.begins(tags, () => stage.project.fails("up"));
            assert.match(output, /20 images: 18 synced, 2 failed/);
            for (const tag of failing) {
                const line = output.split("\n").find((each) => new RegExp(`\\* .*\\b${tag}\\b.*: `).test(each));
                assert.match(line ?? output, row.reason);
                assert.match(stage.images("release")[tag]?.issue ?? "", row.reason);
            }
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 18, failed: 2 });
            assert.deepEqual(stage.tagsThatAre("failed", "release").sort(), [...failing].sort());
            assert.match(String(stage.sync("release").initErrors), row.reason);
        });

        it("the next up begins just these two", async () => {
            const output = await stage.begins(failing, () => stage.project.succeeds("up"));
            assert.match(output, /20 images: 2 synced, 18 already in the target/);
            stage.assertSame(repository, tags);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 20 });
            assert.equal(stage.sync("release").initErrors?.length ?? 0, 0);
        });
    });
}
