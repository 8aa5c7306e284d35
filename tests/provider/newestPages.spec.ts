import assert from "node:assert/strict";
import fc from "fast-check";
import { type NewestList, newestPages } from "../../provider/pages";

interface Row {
    readonly id: number;
    readonly at?: number;
    readonly state?: string;
}

const upTo = (count: number): Row[] => Array.from({ length: count }, (_, at) => ({ id: at, at }));
const newest = (count: number) => upTo(count).reverse();

/** A server with pages of ten. What is older than `past` is of no interest. */
function server(rows: () => Row[], { past = -1, mostPages = 100, told = true } = {}) {
    const asked: number[] = [];
    const list: NewestList<Row> = {
        cloud: "somecloud",
        action: "ListThings",
        identity: ({ id }) => String(id),
        madeAt: ({ at }) => at,
        isPast: ({ at }) => at !== undefined && at < past,
        mostPages: () => mostPages,
        read: async (page) => {
            asked.push(page);
            const all = rows();
            return { items: all.slice((page - 1) * 10, page * 10), total: told ? all.length : undefined };
        },
    };
    return { list, asked };
}

async function read(rows: () => Row[], options?: Parameters<typeof server>[1]) {
    const { list, asked } = server(rows, options);
    const { rows: seen, complete } = await newestPages(list);
    return { ids: seen.map(({ id }) => id), seen, complete, asked };
}

describe("newestPages", () => {
    it("a short list is one request, an empty one too", async () => {
        assert.deepEqual((await read(() => newest(10))).asked, [1]);
        const { asked, complete, ids } = await read(() => []);
        assert.deepEqual([asked, complete, ids], [[1], true, []]);
    });

    it("stops behind a page of what is past", async () => {
        const { asked, complete, ids } = await read(() => newest(100), { past: 75 });
        assert.deepEqual([asked, complete, ids.length], [[1, 2, 3, 4], true, 40]);
    });

    it("a page with one row of interest is not the last", async () => {
        const rows = newest(100).map((row) => (row.id === 61 ? { ...row, at: 61, state: "moves" } : row));
        const { list, asked } = server(() => rows, { past: 75 });
        await newestPages({ ...list, isPast: ({ at, state }) => (at ?? 0) < 75 && state !== "moves" });
        assert.deepEqual(asked, [1, 2, 3, 4, 5]);
    });

    it("what is beyond the last page that may be read makes it incomplete", async () => {
        const { asked, complete } = await read(() => newest(100), { mostPages: 3 });
        assert.deepEqual([asked, complete], [[1, 2, 3], false]);
    });

    it("the last page that may be read may be the end", async () =>
        assert.equal((await read(() => newest(30), { mostPages: 3 })).complete, true));

    it("from the oldest on: reads from the end", async () => {
        const { asked, complete, ids } = await read(() => upTo(95), { past: 75 });
        assert.deepEqual([asked, complete], [[1, 10, 9, 8, 7], true]);
        assert.ok(ids.includes(94) && ids.includes(75));
        const all = await read(() => upTo(95));
        assert.deepEqual([all.ids.length, all.complete, all.asked.length], [95, true, 10]);
        const cut = await read(() => upTo(95), { mostPages: 3 });
        assert.deepEqual([cut.complete, cut.asked], [false, [1, 10, 9]]);
    });

    it("in no order, or without times: what is past ends nothing", async () => {
        const mixed = upTo(40).map((row) => ({ ...row, at: (row.id * 7) % 40 }));
        assert.deepEqual((await read(() => mixed, { past: 1000 })).asked, [1, 2, 3, 4]);
        const timeless = upTo(40).map(({ id }) => ({ id }));
        assert.deepEqual((await read(() => timeless)).asked, [1, 2, 3, 4]);
        const together = upTo(40).map(({ id }) => ({ id, at: 5 }));
        assert.deepEqual((await read(() => together, { past: 1000 })).asked, [1, 2, 3, 4]);
    });

    it("without a count: until a page brings nothing new", async () => {
        assert.deepEqual((await read(() => newest(20), { told: false })).asked, [1, 2, 3]);
        const same = server(() => newest(10), { told: false });
        const { rows, complete } = await newestPages({ ...same.list, read: () => same.list.read(1) });
        assert.deepEqual([rows.length, complete], [10, true]);
    });

    it("of a row that shifts to the next page, the later look counts", async () => {
        let reads = 0;
        const { list, asked } = server(() => newest(15 + reads++).map((row) => ({ ...row, state: `look ${reads}` })));
        const { rows } = await newestPages(list);
        const stateOf = (id: number) => rows.find((row) => row.id === id)?.state;
        assert.deepEqual(asked, [1, 2]);
        assert.deepEqual([stateOf(6), stateOf(5), stateOf(4)], ["look 1", "look 2", "look 2"]);
        assert.equal(rows.length, 15);
    });

    it("property: whatever is added meanwhile, every row that was there at the beginning is read", async () => {
        const growth = fc.array(fc.nat(9), { minLength: 1, maxLength: 8 });
        await fc.assert(
            fc.asyncProperty(
                fc.integer({ min: 2, max: 120 }),
                growth,
                fc.boolean(),
                async (length, grow, oldestFirst) => {
                    let [count, turn] = [length, 0];
                    const rows = () => {
                        const now = count;
                        count += grow[turn++ % grow.length] ?? 0;
                        return oldestFirst ? upTo(now) : newest(now);
                    };
                    const { ids, complete } = await read(rows, { mostPages: 10_000 });
                    const missing = upTo(length).filter(({ id }) => !ids.includes(id));
                    assert.deepEqual([missing, complete], [[], true]);
                },
            ),
        );
    });
});
