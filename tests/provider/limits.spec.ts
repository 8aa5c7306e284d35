import assert from "node:assert/strict";
import { ImageSyncError } from "../../provider/errors";
import { Limits } from "../../provider/limits";
import { FakeClock } from "./fakes/clock";

const throttled = (retryAfterMs?: number) =>
    new ImageSyncError({ kind: "throttled", cloud: "c", action: "a", problem: "p", retryAfterMs });

describe("Limits", () => {
    let clock: FakeClock;
    let limits: Limits;
    beforeEach(() => {
        clock = new FakeClock();
        limits = new Limits(clock);
    });

    /** Runs `count` calls under each name, and answers how many were under way at once. */
    async function peak(names: string[], count: number, concurrency: number): Promise<number> {
        let running = 0;
        let most = 0;
        const call = async () => {
            most = Math.max(most, ++running);
            await new Promise((resolve) => setTimeout(resolve, 2));
            running--;
        };
        const all = names.flatMap((name) =>
            Array.from({ length: count }, () => limits.run(name, { concurrency }, call)),
        );
        await Promise.all(all);
        return most;
    }

    it("no more calls of a name at once than allowed", async () => assert.equal(await peak(["one"], 20, 4), 4));

    it("each name has a limit of its own", async () => assert.equal(await peak(["one", "other"], 10, 3), 6));

    it("a rate counts beginnings: calls that take long do not hold up the next", async () => {
        const calls = 10;
        let begun = 0;
        let openAll = () => undefined as void;
        const all = new Promise<void>((resolve) => (openAll = resolve));
        const untilAllHaveBegun = async () => {
            if (++begun === calls) {
                openAll();
            }
            await all;
        };
        const rate = { concurrency: 50, perSecond: 20 };
        await Promise.all(Array.from({ length: calls }, () => limits.run("slow", rate, untilAllHaveBegun)));
        assert.equal(begun, calls);
    });

    it("begins no more calls per second than the published rate", async () => {
        const begun: number[] = [];
        const rate = { concurrency: 50, perSecond: 50 };
        await Promise.all(
            Array.from({ length: 30 }, () => limits.run("rated", rate, async () => void begun.push(performance.now()))),
        );
        for (const from of begun) {
            const within = begun.filter((at) => at >= from && at < from + 200).length;
            assert.ok(within <= 15, `${within} calls within 200 ms, 10 a fifth of a second are allowed`);
        }
    });

    it("begins no more than that after a pause either", async () => {
        const begun: number[] = [];
        const rate = { concurrency: 4, perSecond: 18 };
        const call = () => limits.run("paused", rate, async () => void begun.push(performance.now()));
        for (let round = 0; round < 12; round++) {
            await Promise.all([call(), call(), call()]);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const gaps = begun.slice(1).map((at, before) => at - (begun[before] ?? 0));
        assert.ok(Math.min(...gaps) > 50, `${Math.min(...gaps)} ms between two calls, 1000 / 18 are the least`);
    });

    it("answers what the call answers, and throws what it throws", async () => {
        assert.equal(await limits.run("n", { concurrency: 1 }, async () => "answer"), "answer");
        await assert.rejects(
            limits.run("n", { concurrency: 1 }, async () => Promise.reject(new Error("broken"))),
            /broken/,
        );
        assert.equal(await limits.run("n", { concurrency: 1 }, async () => "goes on"), "goes on");
    });

    const run = (name: string, result: unknown) =>
        limits
            .run(name, { concurrency: 1 }, async () => {
                if (result instanceof Error) {
                    throw result;
                }
            })
            .catch(() => undefined);

    it("a throttled answer makes the next call of the same limit wait, longer each time", async () => {
        for (let time = 0; time < 10; time++) {
            await run("busy", throttled());
        }
        assert.equal(clock.slept.length, 9);
        assert.ok(clock.slept.every((pause, at) => at === 0 || pause >= (clock.slept[at - 1] ?? 0)));
        assert.ok(Math.max(...clock.slept) <= 10_000);
        await run("calm", undefined);
        assert.equal(clock.slept.length, 9);
    });

    it("a success forgets the pause", async () => {
        await run("busy", throttled());
        await run("busy", throttled());
        await run("busy", undefined);
        clock.slept.length = 0;
        await run("busy", undefined);
        assert.deepEqual(clock.slept, []);
    });

    it("waits at least as long as the cloud asks for", async () => {
        await run("busy", throttled(3_000));
        await run("busy", undefined);
        assert.deepEqual(clock.slept, [3_000]);
    });

    it("other failures hold nobody up", async () => {
        await run("busy", new ImageSyncError({ kind: "transient", cloud: "c", action: "a", problem: "p" }));
        await run("busy", undefined);
        assert.deepEqual(clock.slept, []);
    });
});
