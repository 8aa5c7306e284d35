import assert from "node:assert/strict";
import { ImageSyncError, type ErrorKind } from "../../../provider/errors";
import { startEach } from "../../../provider/calls/starting";
import type { Copy, Started, Ticket } from "../../../provider/registry";
import { FakeClock } from "../fakes/clock";

const copies = ["a", "b", "c"].map((tag): Copy => ({ source: tag, target: `${tag}-copy` }));
const ticket = (copy: Copy): Started<Ticket> => ({ ticket: { copy, key: copy.target, place: "here" } });
const refusal = (kind: ErrorKind) => new ImageSyncError({ kind, cloud: "somecloud", action: "Start", problem: "no" });

function start(act: (copy: Copy) => Promise<Started<Ticket>>, clock = new FakeClock(), left = 1000) {
    return startEach(copies, { deadline: clock.now() + left }, clock, act);
}

function errorOf(outcome: Started<Ticket> | undefined): unknown {
    return outcome && "error" in outcome ? outcome.error : undefined;
}

describe("startEach", () => {
    it("answers every copy's outcome by its target tag", async () => {
        const outcomes = await start(async (copy) => ticket(copy));
        assert.deepEqual(
            [...outcomes],
            copies.map((copy) => [copy.target, ticket(copy)]),
        );
    });

    it("no copies: no outcome, no call", async () => {
        const clock = new FakeClock();
        const never = () => Promise.reject(new Error("called"));
        assert.equal((await startEach([], { deadline: clock.now() }, clock, never)).size, 0);
    });

    it("the first goes alone, the others together", async () => {
        let moving = 0;
        const seen: [string, number][] = [];
        await start(async (copy) => {
            moving++;
            await new Promise((resolve) => setImmediate(resolve));
            seen.push([copy.source, moving]);
            await new Promise((resolve) => setImmediate(resolve));
            moving--;
            return ticket(copy);
        });
        assert.deepEqual(seen, [
            ["a", 1],
            ["b", 2],
            ["c", 2],
        ]);
    });

    for (const kind of ["unauthorized", "unsupported"] as const) {
        it(`${kind} at the first is every copy's outcome, with one call`, async () => {
            const error = refusal(kind);
            let calls = 0;
            const outcomes = await start(() => {
                calls++;
                return Promise.reject(error);
            });
            assert.equal(calls, 1);
            assert.deepEqual(
                copies.map(({ target }) => errorOf(outcomes.get(target))),
                [error, error, error],
            );
        });
    }

    for (const kind of ["notFound", "conflict", "transient", "invalid", "unknown", "throttled"] as const) {
        it(`${kind} at the first is that copy's alone`, async () => {
            const outcomes = await start((copy) =>
                copy.source === "a" ? Promise.reject(refusal(kind)) : Promise.resolve(ticket(copy)),
            );
            assert.equal((errorOf(outcomes.get("a-copy")) as ImageSyncError).kind, kind);
            assert.deepEqual(outcomes.get("c-copy"), ticket({ source: "c", target: "c-copy" }));
        });
    }

    it("a later refusal is that copy's alone, whatever is thrown", async () => {
        const thrown = "a text" as unknown as Error;
        const outcomes = await start(async (copy) => {
            if (copy.source === "b") {
                throw thrown;
            }
            return ticket(copy);
        });
        assert.equal(errorOf(outcomes.get("b-copy")), "a text");
        assert.ok("ticket" in (outcomes.get("c-copy") ?? {}));
    });

    it("nothing is begun after the deadline", async () => {
        const clock = new FakeClock();
        const begun: string[] = [];
        const outcomes = await start(
            async (copy) => {
                begun.push(copy.source);
                clock.advance(2000);
                return ticket(copy);
            },
            clock,
            1000,
        );
        assert.deepEqual(begun, ["a"]);
        const error = errorOf(outcomes.get("b-copy")) as ImageSyncError;
        assert.deepEqual([error.kind, error.acted], ["transient", "no"]);
    });
});
