import assert from "node:assert/strict";
import { RunningCopies } from "../../../provider/copies/running";
import { ImageSyncError } from "../../../provider/errors";
import type { Copied } from "../../../provider/oci/copy";
import { FakeClock } from "../fakes/clock";

const copy = { source: "1.0", target: "1.0" };
const brings = { tag: "registry.test/prod/api:1.0", digest: "sha256:one", referrers: false };
const copied: Copied = { digest: "sha256:one", sizeBytes: 10, moved: { blobs: 1, bytes: 7 } };
const never = () => new Promise<Copied>(() => {});

describe("copies under way", () => {
    const clock = new FakeClock(1_000_000);
    const later = clock.now() + 600_000;

    it("one for everybody who wants the same; who wants more, or another image, begins another", () => {
        const running = new RunningCopies(clock);
        const one = running.begin(brings, copy, later, never);
        assert.equal(
            running.begin(brings, copy, later, () => assert.fail("twice")),
            one,
        );
        const more = running.begin({ ...brings, referrers: true }, copy, later, never);
        const other = running.begin({ ...brings, digest: "sha256:two" }, copy, later, never);
        const elsewhere = running.begin({ ...brings, tag: "registry.test/prod/api:2.0" }, copy, later, never);
        assert.equal(new Set([one, more, other, elsewhere].map(({ key }) => key)).size, 4);
        assert.equal(running.begin({ ...brings, referrers: true }, copy, later, never), more);
    });

    it("what brings referrers serves who wants none, not the other way round", () => {
        const running = new RunningCopies(clock);
        const { tag } = brings;
        const more = running.begin({ ...brings, referrers: true }, copy, later, never);
        assert.equal(running.find({ tag, referrers: false }), more);
        assert.equal(running.find(brings), more);
        const plain = new RunningCopies(clock);
        plain.begin(brings, copy, later, never);
        assert.equal(plain.find({ tag, referrers: true }), undefined);
    });

    it("one that has ended, well or badly, is not found any more, and its end leaves the others", async () => {
        const running = new RunningCopies(clock);
        const bad = running.begin(brings, copy, later, () => Promise.reject(new Error("no")));
        const other = running.begin({ ...brings, referrers: true }, copy, later, never);
        await assert.rejects(
            running.follow(bad, later, () => {}),
            /^Error: no$/,
        );
        assert.equal(running.find(brings), other);
        assert.notEqual(running.begin({ ...brings, digest: "sha256:two" }, copy, later, never), bad);
    });

    it("every follower hears of every step, and of the end", async () => {
        const running = new RunningCopies(clock);
        let end: (done: Copied) => void = () => {};
        const one = running.begin(brings, copy, later, async (_signal, tell) => {
            await Promise.resolve();
            tell({ layers: { done: 1, total: 2 }, bytes: { done: 5, total: 10 } });
            return new Promise((resolve) => (end = resolve));
        });
        const heard: string[][] = [[], []];
        const follow = (i: number) =>
            running.follow(one, later, ({ phase, bytes }) => heard[i]?.push(`${phase} ${bytes?.done ?? "-"}`));
        const following = Promise.all([follow(0), follow(1)]);
        await new Promise((resolve) => setImmediate(resolve));
        end(copied);
        const [ended] = await following;
        assert.deepEqual(heard, [
            ["running -", "running 5", "done 5"],
            ["running -", "running 5", "done 5"],
        ]);
        assert.deepEqual(ended?.found, { sizeBytes: 10, referrers: undefined, movedBytes: 7 });
        assert.equal(one.listeners.size, 0);
    });

    it("a follower with less time than the copy leaves it alone when its time is up", async () => {
        const running = new RunningCopies(clock);
        let aborted: () => boolean = () => true;
        const one = running.begin(brings, copy, later, (signal) => {
            aborted = () => signal.aborted;
            return never();
        });
        await assert.rejects(
            running.follow(one, clock.now() + 5, () => {}),
            /was not done when the time was up/,
        );
        assert.equal(aborted(), false);
        assert.equal(running.find(brings), one);
    });

    it("the copy itself is ended at its deadline", async () => {
        const running = new RunningCopies(clock);
        const soon = clock.now() + 5;
        const one = running.begin(brings, copy, soon, (signal) => {
            return new Promise((_resolve, reject) => {
                signal.addEventListener("abort", () => {
                    clock.advance(5);
                    reject(new Error("aborted"));
                });
            });
        });
        await assert.rejects(
            running.follow(one, soon, () => {}),
            /raise timeoutSeconds/,
        );
        assert.equal(running.find(brings), undefined);
    });

    it("a fault of the moment may be tried again, others not", async () => {
        for (const [kind, acted] of [
            ["transient", "maybe"],
            ["throttled", "maybe"],
            ["unauthorized", "no"],
            ["conflict", "no"],
        ] as const) {
            const running = new RunningCopies(clock);
            const fault = new ImageSyncError({
                kind,
                cloud: "registry.test",
                action: "PUT",
                problem: "no",
                acted: "no",
            });
            const one = running.begin(brings, copy, later, () => Promise.reject(fault));
            const follow = running.follow(one, later, () => {});
            await assert.rejects(follow, (error) => ImageSyncError.is(error) && error.acted === acted);
        }
    });
});
