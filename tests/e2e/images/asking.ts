import assert from "node:assert/strict";
import type { ImageRow } from "./rows/row";
import { Stage } from "./stage";

const repository = "fifty";
const tags = Array.from({ length: 50 }, (_, n) => `v${n}`);
/** Requests for one end's tags, for each page of them: fifty are one page everywhere. */
const requestsPerEnd = 4;

/** How often the cloud is asked. */
export function describeAsking(row: ImageRow): void {
    describe(`50 tags in one sync on ${row.cloud}`, () => {
        let stage: Stage;

        before(async () => {
            stage = await Stage.open(row, 8);
            stage.fill(repository, tags);
            stage.declare({ name: "release", repository, options: { tags } });
        });
        after(() => stage?.close());
        beforeEach(() => stage.emulator.requests.clear());

        it("while they are waited for, the cloud is asked how they are as often as it can bear", async () => {
            await stage.begins(tags, () => stage.project.succeeds("up"));
            stage.assertSame(repository, tags);
            assertSparing(stage);
        });

        it("refresh takes a few requests for each end", async () => {
            assert.match(await stage.project.succeeds("refresh"), /2 unchanged/);
            const count = stage.emulator.requests.count();
            assert.ok(count >= 2 && count <= 2 * requestsPerEnd, JSON.stringify(stage.emulator.requests.byAction()));
        });
    });
}

/** Questions about tasks are, on average over all that was asked, no more than their share. */
export function assertSparing({ emulator, row }: Stage): void {
    if (!row.tasks) {
        return;
    }
    const { actions, perSecond } = row.tasks.questions;
    const requests = emulator.requests.all();
    const asked = requests.filter(({ action }) => actions.includes(action)).length;
    const seconds = ((requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0)) / 1000;
    // The first begins the time that is counted.
    assert.ok(asked > 1 && (asked - 1) / seconds <= perSecond, `${asked} questions in ${seconds} s`);
}
