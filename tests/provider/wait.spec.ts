import assert from "node:assert/strict";
import { waitFor, waitPolicy } from "../../provider/wait";
import { FakeClock } from "./fakes/clock";

describe("waitFor", () => {
    let clock: FakeClock;
    let looks: number[];
    beforeEach(() => {
        clock = new FakeClock();
        looks = [];
    });
    /** Sees something at the given look, counted from 1. */
    const seenAt = (number: number) => async () => (looks.push(clock.now()) >= number ? "there" : undefined);

    it("answers what the first look sees, without a pause", async () => {
        assert.equal(await waitFor(seenAt(1), { clock, deadline: clock.now() + 1_000 }), "there");
        assert.deepEqual(clock.slept, []);
    });

    it("looks once where the deadline has passed already", async () => {
        assert.equal(await waitFor(seenAt(2), { clock, deadline: clock.now() - 1 }), undefined);
        assert.equal(looks.length, 1);
    });

    it("sees what a false value is", async () => {
        assert.equal(await waitFor(async () => 0, { clock, deadline: clock.now() + 1_000 }), 0);
    });

    it("looks for the last time at the deadline", async () => {
        const deadline = clock.now() + 60_000;
        assert.equal(await waitFor(seenAt(Infinity), { clock, deadline }), undefined);
        assert.equal(looks.at(-1), deadline);
        assert.ok(looks.length > 3);
    });

    it("pauses grow, up to a bound", async () => {
        await waitFor(seenAt(Infinity), { clock, deadline: clock.now() + 600_000 });
        const pauses = clock.slept.slice(0, -1);
        assert.ok(pauses.every((pause, at) => at === 0 || pause >= (pauses[at - 1] ?? 0)));
        assert.ok((pauses[0] ?? Infinity) <= waitPolicy.firstDelayMs * 1.25);
        assert.equal(Math.max(...pauses), waitPolicy.maxDelayMs);
    });

    it("an error of a look ends the waiting", async () => {
        const failing = async () => {
            throw new Error("refused");
        };
        await assert.rejects(waitFor(failing, { clock, deadline: clock.now() + 1_000 }), /refused/);
    });
});
