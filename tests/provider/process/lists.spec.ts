import assert from "node:assert/strict";
import { SharedList, SharedLists } from "../../../provider/process/lists";
import { FakeClock } from "../fakes/clock";

/** A promise that the test settles. */
function latch<T = void>() {
    let open!: (value: T) => void;
    let fail!: (error: unknown) => void;
    const promise = new Promise<T>((resolve, reject) => {
        open = resolve;
        fail = reject;
    });
    return { promise, open, fail };
}

/** Long enough for everything that is not held by a latch to have happened. */
const settle = async () => {
    for (let turn = 0; turn < 20; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
    }
};

describe("SharedList", () => {
    let clock: FakeClock;
    let rows: string[];
    let loads: number;
    let list: SharedList<string>;
    beforeEach(() => {
        clock = new FakeClock();
        rows = ["a", "b"];
        loads = 0;
        list = new SharedList(
            async () => {
                loads++;
                return [...rows];
            },
            (row) => row,
            clock,
        );
    });
    const write = (key: string, removes?: string) => list.write(key, async () => undefined, removes);

    it("one list answers everyone who asks at a moment", async () => {
        const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => list.recent(`key ${at}`)));
        assert.equal(loads, 1);
        assert.ok(answers.every((answer) => answer.join() === "a,b"));
    });

    it("a list that is being read is shared by those who come later and need no fresh one", async () => {
        const gate = latch();
        list.load = async () => {
            loads++;
            await gate.promise;
            return rows;
        };
        const first = list.recent("a");
        await settle();
        const second = list.recent("b");
        gate.open();
        assert.deepEqual([await first, await second, loads], [["a", "b"], ["a", "b"], 1]);
    });

    it("a list is recent for a few seconds, not longer", async () => {
        await list.recent("a");
        clock.advance(2_000);
        await list.recent("a");
        assert.equal(loads, 1);
        clock.advance(10_000);
        await list.recent("a");
        assert.equal(loads, 2);
    });

    it("a write makes the list old for its own key alone", async () => {
        await list.recent("a");
        await write("a");
        rows.push("c");
        assert.deepEqual([await list.recent("b"), loads], [["a", "b"], 1]);
        assert.deepEqual([await list.recent("a"), loads], [["a", "b", "c"], 2]);
    });

    it("a write that failed makes it old too: it may have acted", async () => {
        await list.recent("a");
        const lost = async () => Promise.reject(new Error("no answer"));
        await assert.rejects(list.write("a", lost), /no answer/);
        await list.recent("a");
        assert.equal(loads, 2);
    });

    it("a fresh list begins after the call, however recent another is", async () => {
        await list.recent("a");
        rows.push("c");
        assert.deepEqual(await list.fresh(), ["a", "b", "c"]);
        assert.equal(loads, 2);
    });

    it("a fresh list does not share one that has begun already", async () => {
        const gates = [latch<string[]>(), latch<string[]>()];
        list.load = () => gates[loads++]?.promise ?? Promise.reject(new Error("one list too many"));
        const early = list.fresh();
        await settle();
        const late = list.fresh();
        await settle();
        gates[1]?.open(["late"]);
        gates[0]?.open(["early"]);
        assert.deepEqual([await early, await late], [["early"], ["late"]]);
    });

    it("a fresh list waits until no write is in flight, and answers all who wait", async () => {
        const [one, two] = [latch(), latch()];
        const writes = [list.write("a", () => one.promise), list.write("b", () => two.promise)];
        const looks = [list.fresh(), list.fresh(), list.fresh()];
        await settle();
        one.open();
        await settle();
        assert.equal(loads, 0);
        rows = ["written"];
        two.open();
        assert.deepEqual(await Promise.all(looks), [["written"], ["written"], ["written"]]);
        assert.equal(loads, 1);
        await Promise.all(writes);
    });

    it("the looks after writes that end together are one list", async () => {
        const looks = Array.from({ length: 8 }, async (_, at) => {
            await write(`key ${at}`);
            return list.fresh();
        });
        await Promise.all(looks);
        assert.equal(loads, 1);
    });

    it("a write that fails does not hold a waiting list for ever", async () => {
        const gate = latch();
        const failing = assert.rejects(
            list.write("a", () => gate.promise),
            /lost/,
        );
        const look = list.fresh();
        await settle();
        gate.fail(new Error("lost"));
        assert.deepEqual(await look, ["a", "b"]);
        await failing;
    });

    it("a row that this process removed is never believed again, in an old list or a stale new one", async () => {
        await list.recent("x");
        await write("a", "a");
        assert.deepEqual(await list.recent("x"), ["b"]);
        assert.deepEqual(await list.fresh(), ["b"]);
    });

    it("a row whose removal failed is believed", async () => {
        const refused = async () => Promise.reject(new Error("refused"));
        await assert.rejects(list.write("a", refused, "a"));
        assert.deepEqual(await list.fresh(), ["a", "b"]);
    });

    it("a list that failed fails those who waited for it, and is not kept", async () => {
        const { load } = list;
        list.load = async () => Promise.reject(new Error("throttled"));
        const both = await Promise.allSettled([list.recent("a"), list.recent("b")]);
        assert.deepEqual(
            both.map(({ status }) => status),
            ["rejected", "rejected"],
        );
        list.load = load;
        assert.deepEqual(await list.recent("a"), ["a", "b"]);
    });

    it("coalescing costs no visible time", async () => {
        await write("a");
        await list.fresh();
        await list.fresh();
        const waited = clock.slept.reduce((sum, each) => sum + each, 0);
        assert.ok(waited <= 100, `${waited} ms`);
    });
});

describe("SharedLists", () => {
    it("keeps a list for each name, and the latest way to load it", async () => {
        const lists = new SharedLists<string>((row) => row, new FakeClock());
        const load = (row: string) => async () => [row];
        assert.deepEqual(await lists.of([undefined, "r", "i"], load("first")).recent("k"), ["first"]);
        assert.deepEqual(await lists.of(["account", "r", "i"], load("other")).recent("k"), ["other"]);
        assert.deepEqual(await lists.of([undefined, "r", "i"], load("latest")).fresh(), ["latest"]);
        // A name is its parts, not their text run together.
        assert.deepEqual(await lists.of(["a", "b,c"], load("x")).recent("k"), ["x"]);
        assert.deepEqual(await lists.of(["a,b", "c"], load("y")).recent("k"), ["y"]);
    });
});
