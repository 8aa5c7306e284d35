import assert from "node:assert/strict";
import { ProgressReport, progressPolicy } from "../../../../provider/images/waiting/progress";
import { FakeClock } from "../../fakes/clock";
import { KeptMessages } from "../../fakes/messages";

function report(): { clock: FakeClock; messages: KeptMessages; progress: ProgressReport } {
    const clock = new FakeClock(0);
    const messages = new KeptMessages();
    return { clock, messages, progress: new ProgressReport(messages, clock, "urn") };
}

const MB = 1_000_000;

/** Lets what is due be said. */
const turn = (): Promise<void> => Promise.resolve();

describe("what a person sees while images move", () => {
    it("is layers, bytes, per cent and rate where the cloud tells them", async () => {
        const { clock, messages, progress } = report();
        progress.news("1.0", { phase: "running", layers: { done: 0, total: 7 }, bytes: { done: 0, total: 400 * MB } });
        clock.advance(4_000);
        progress.news("1.0", {
            phase: "running",
            layers: { done: 3, total: 7 },
            bytes: { done: 120 * MB, total: 400 * MB },
        });
        await turn();
        clock.advance(5_000);
        progress.news("1.0", {
            phase: "running",
            layers: { done: 4, total: 7 },
            bytes: { done: 170 * MB, total: 400 * MB },
        });
        await turn();
        assert.deepEqual(messages.statuses, [
            "1.0: running, 3 of 7 layers, 120 MB of 400 MB, 30 %, 30 MB/s",
            "1.0: running, 4 of 7 layers, 170 MB of 400 MB, 42 %, 10 MB/s",
        ]);
    });

    it("is state and age where the cloud tells no more", async () => {
        const { clock, messages, progress } = report();
        progress.news("1.0", { phase: "waiting" });
        clock.advance(3_000);
        progress.news("1.0", { phase: "running" });
        await turn();
        clock.advance(130_000);
        progress.news("1.0", { phase: "running", startedAt: new Date(3_000).toISOString() });
        await turn();
        assert.deepEqual(messages.statuses, ["1.0: running for 3 s", "1.0: running for 2 min 10 s"]);
    });

    it("is nothing before 1.5 seconds have passed, and then only every few seconds", async () => {
        const { clock, messages, progress } = report();
        const said: number[] = [];
        for (let millis = 0; millis < 40_000; millis += 100) {
            const before = messages.statuses.length;
            progress.news("1.0", { phase: "running", bytes: { done: millis, total: 40_000 } });
            await turn();
            if (messages.statuses.length > before) {
                said.push(millis);
            }
            clock.advance(100);
        }
        assert.deepEqual(said, [1_500, 4_500, 10_500, 22_500]);
    });

    it("is the newest of every image, whichever of them is heard of first", async () => {
        const { clock, messages, progress } = report();
        const at = (done: number) => ({ phase: "running", bytes: { done, total: 100 * MB } }) as const;
        const tags = ["1.0", "1.1", "1.2"];
        tags.forEach((tag) => progress.news(tag, at(0)));
        clock.advance(10_000);
        tags.forEach((tag) => progress.news(tag, at(50 * MB)));
        await turn();
        assert.deepEqual(
            messages.statuses,
            tags.map((tag) => `${tag}: running, 50 MB of 100 MB, 50 %, 5 MB/s`),
        );
    });

    it("ends with its end", async () => {
        const { clock, messages, progress } = report();
        clock.advance(10_000);
        progress.news("1.0", { phase: "running" });
        progress.end({ "1.0": { status: "synced" } }, []);
        await turn();
        assert.deepEqual(messages.statuses, []);
        assert.deepEqual(messages.infos, ["1 image: 1 already in the target"]);
    });

    it("is a few lines for many images, not one for each", async () => {
        const { clock, messages, progress } = report();
        const tags = Array.from({ length: 100 }, (_, i) => `1.${i}`);
        tags.forEach((tag) => progress.news(tag, { phase: "waiting" }));
        tags.slice(0, 10).forEach((tag) => progress.news(tag, { phase: "done" }));
        tags.slice(10, 40).forEach((tag) => progress.news(tag, { phase: "running" }));
        clock.advance(3_000);
        progress.news("1.99", { phase: "waiting" });
        await turn();
        assert.equal(messages.statuses.length, progressPolicy.lines + 1);
        assert.ok(messages.statuses.slice(0, -1).every((line) => /^1\.\d+: running for/.test(line)));
        assert.equal(messages.statuses.at(-1), "and 85 more images; of all: 30 running, 60 waiting, 10 done");
    });

    it("stays readable over hours", async () => {
        const { clock, messages, progress } = report();
        const tags = Array.from({ length: 50 }, (_, i) => `1.${i}`);
        for (let second = 0; second < 3600; second++) {
            clock.advance(1_000);
            tags.forEach((tag) => progress.news(tag, { phase: "running" }));
            await turn();
        }
        assert.ok(messages.statuses.length > 100, String(messages.statuses.length));
        assert.ok(messages.statuses.length < 800, String(messages.statuses.length));
    });

    it("ends with one line about all of it", () => {
        const { clock, messages, progress } = report();
        clock.advance(45_000);
        progress.end(
            {
                a: { status: "synced", sizeBytes: 700 * MB },
                b: { status: "synced", sizeBytes: 500 * MB },
                c: { status: "synced", sizeBytes: 900 * MB },
                d: { status: "failed" },
            },
            [{ name: "a" }, { name: "b" }, { name: "d" }],
        );
        assert.deepEqual(messages.infos, [
            "4 images: 2 synced, 1 already in the target, 1 failed; 1.2 GB in 45 s; the next up runs just what is not synced",
        ]);
    });
});
