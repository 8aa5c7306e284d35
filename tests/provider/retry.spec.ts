import assert from "node:assert/strict";
import { ImageSyncError, type ErrorDetails } from "../../provider/errors";
import { retry, retryPolicy } from "../../provider/retry";
import { FakeClock } from "./fakes/clock";

const fault = (details: Partial<ErrorDetails>) =>
    new ImageSyncError({ kind: "transient", cloud: "c", action: "a", problem: "p", ...details });

/** A call that fails with the given errors in turn, then answers how often it was called. */
function failing(...errors: Error[]) {
    let calls = 0;
    const call = async () => {
        const error = errors[calls++];
        if (error !== undefined) {
            throw error;
        }
        return calls;
    };
    return { call, calls: () => calls };
}

describe("retry", () => {
    let clock: FakeClock;
    beforeEach(() => {
        clock = new FakeClock();
    });

    it("answers at once where nothing fails", async () => {
        assert.equal(await retry(failing().call, { clock, write: true }), 1);
        assert.deepEqual(clock.slept, []);
    });

    const again: { name: string; error: Error; write: boolean }[] = [
        { name: "a read after a lost answer", error: fault({ acted: "maybe" }), write: false },
        { name: "a read after a fault that did nothing", error: fault({ acted: "no" }), write: false },
        { name: "a write that never left", error: fault({ acted: "no" }), write: true },
        { name: "a throttled write", error: fault({ kind: "throttled" }), write: true },
        { name: "a throttled read", error: fault({ kind: "throttled" }), write: false },
    ];
    for (const { name, error, write } of again) {
        it(`tries again: ${name}`, async () => {
            assert.equal(await retry(failing(error, error).call, { clock, write }), 3);
            assert.equal(clock.slept.length, 2);
        });
    }

    const once: { name: string; error: Error; write: boolean }[] = [
        { name: "a write whose answer was lost", error: fault({ acted: "maybe" }), write: true },
        { name: "an error that is not of the cloud", error: new TypeError("a mistake of ours"), write: false },
        ...(["notFound", "conflict", "unauthorized", "invalid", "unsupported", "unknown"] as const).map((kind) => ({
            name: `kind ${kind}`,
            error: fault({ kind }),
            write: false,
        })),
    ];
    for (const { name, error, write } of once) {
        it(`does not try again: ${name}`, async () => {
            const { call, calls } = failing(error);
            await assert.rejects(retry(call, { clock, write }), (thrown) => thrown === error);
            assert.deepEqual([calls(), clock.slept], [1, []]);
        });
    }

    it("gives up after a bound, and throws the last error", async () => {
        const errors = Array.from({ length: 50 }, (_, at) => fault({ problem: `number ${at + 1}` }));
        const { call, calls } = failing(...errors);
        await assert.rejects(
            retry(call, { clock, write: false }),
            new RegExp(`number ${retryPolicy.transientAttempts}$`),
        );
        assert.equal(calls(), retryPolicy.transientAttempts);
    });

    it("waits throttling out for longer than a fault, but not for ever", async () => {
        const { call, calls } = failing(...Array.from({ length: 99 }, () => fault({ kind: "throttled" })));
        await assert.rejects(retry(call, { clock, write: true }), { kind: "throttled" });
        assert.equal(calls(), retryPolicy.throttledAttempts);
    });

    for (const chance of [0, 0.5, 0.999]) {
        it(`pauses grow up to a bound, with jitter (chance ${chance})`, async () => {
            clock.chance = chance;
            const { call } = failing(...Array.from({ length: 99 }, () => fault({ kind: "throttled" })));
            await assert.rejects(retry(call, { clock, write: false }));
            clock.slept.forEach((pause, at) => {
                const span = Math.min(retryPolicy.maxDelayMs, retryPolicy.baseDelayMs * 2 ** at);
                assert.ok(pause >= span / 2 && pause <= span, `pause ${at} is ${pause}, span ${span}`);
            });
            assert.ok((clock.slept.at(-1) ?? 0) > (clock.slept[0] ?? 0));
        });
    }

    it("two callers with other chances do not wait alike", async () => {
        const other = new FakeClock(clock.now(), 0.1);
        const error = fault({});
        await retry(failing(error).call, { clock, write: false });
        await retry(failing(error).call, { clock: other, write: false });
        assert.notEqual(clock.slept[0], other.slept[0]);
    });

    it("waits at least as long as the cloud asks for, within reason", async () => {
        const asks = (retryAfterMs: number) => failing(fault({ kind: "throttled", retryAfterMs })).call;
        await retry(asks(7_000), { clock, write: false });
        await retry(asks(86_400_000), { clock, write: false });
        assert.deepEqual(clock.slept, [7_000, retryPolicy.maxRetryAfterMs]);
    });

    it("begins nothing after the deadline: the error comes at once", async () => {
        const { call, calls } = failing(fault({ kind: "throttled", retryAfterMs: 5_000 }));
        await assert.rejects(retry(call, { clock, write: false, deadline: clock.now() + 4_999 }), {
            kind: "throttled",
        });
        assert.deepEqual([calls(), clock.slept], [1, []]);
    });
});
