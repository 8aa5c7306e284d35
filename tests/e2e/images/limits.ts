import assert from "node:assert/strict";
import type { RequestRecord } from "../../../emulator";
import { assertSparing } from "./asking";
import type { ImageRow } from "./rows/row";
import { type Declared, Stage } from "./stage";

const perSecond = 20;
/** Throttled answers for each 100 calls must be fewer. */
const mostThrottled = 5;

/**
 * Much work for a cloud that takes so many requests of one action a second.
 * @param count how many syncs of one program: fewer where their questions about tasks take turns for minutes
 */
export function describeLimits(row: ImageRow, count: number): void {
    describe(`${perSecond} requests a second for each action on ${row.cloud}`, () => {
        let stage: Stage;

        beforeEach(async () => {
            stage = await Stage.open(row, 2);
            row.limit(stage.emulator, perSecond);
        });
        afterEach(() => stage?.close());

        it(`${count} syncs in one program`, async () => {
            const syncs = Array.from({ length: count }, (_, n): Declared => {
                const repository = `service-${n}`;
                stage.fill(repository, ["1.0.0", "1.1.0"]);
                return { name: repository, repository, options: { tags: ["1.0.0", "1.1.0"] } };
            });
            stage.declare(...syncs);
            await stage.project.succeeds("up");
            syncs.forEach(({ repository }) => stage.assertSame(repository, ["1.0.0", "1.1.0"]));
            assertUnthrottled(stage);
        });

        it("500 tags in one sync", async () => {
            const tags = Array.from({ length: 500 }, (_, n) => `v${n}`);
            stage.fill("large", tags);
            stage.declare({ name: "large", repository: "large", options: { tags } });
            const refused = () => throttled(stage.emulator.requests.all());
            await stage.begins(tags, () => stage.project.succeeds("up"), refused);
            stage.assertSame("large", tags);
            assertUnthrottled(stage);
        });
    });
}

function assertUnthrottled(stage: Stage): void {
    const { emulator } = stage;
    const requests = emulator.requests.all();
    const rate = (100 * throttled(requests)) / requests.length;
    assert.ok(rate < mostThrottled, `${rate} of 100 throttled: ${JSON.stringify(emulator.requests.byAction())}`);
    assertSparing(stage);
}

/** The emulated clouds throttle what is beyond the limit in a whole second of their clock. */
function throttled(requests: readonly RequestRecord[]): number {
    const counts = new Map<string, number>();
    for (const { action, at } of requests) {
        const key = `${action} ${Math.floor(at / 1000)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts.values()].reduce((sum, count) => sum + Math.max(0, count - perSecond), 0);
}
