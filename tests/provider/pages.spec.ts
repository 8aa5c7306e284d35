import assert from "node:assert/strict";
import fc from "fast-check";
import { allPages, countOf, type Page } from "../../provider/pages";

const named = { identity: (item: number) => String(item), cloud: "somecloud", action: "ListThings" };
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A server with pages of `size`; `rows` are asked for each time, so that they may change. */
function server(rows: () => number[], size: number, total: (rows: number[]) => number | undefined = (r) => r.length) {
    const asked: number[] = [];
    const read = async (page: number): Promise<Page<number>> => {
        asked.push(page);
        const all = rows();
        return { items: all.slice((page - 1) * size, page * size), total: total(all) };
    };
    return { read, asked };
}

describe("allPages", () => {
    it("property: the whole list, for any length, any page size of the server, with a total or without", async () => {
        const sizes = { length: fc.nat(250), size: fc.integer({ min: 1, max: 120 }), told: fc.boolean() };
        await fc.assert(
            fc.asyncProperty(fc.record(sizes), async ({ length, size, told }) => {
                const { read } = server(
                    () => upTo(length),
                    size,
                    (rows) => (told ? rows.length : undefined),
                );
                assert.deepEqual(await allPages({ ...named, read }), upTo(length));
            }),
        );
    });

    it("asks for no page that the total makes needless", async () => {
        const exact = server(() => upTo(100), 100);
        await allPages({ ...named, read: exact.read });
        assert.deepEqual(exact.asked, [1]);
        const more = server(() => upTo(101), 100);
        await allPages({ ...named, read: more.read });
        assert.deepEqual(more.asked, [1, 2]);
    });

    it("without a total, goes on until an empty page", async () => {
        const { read, asked } = server(
            () => upTo(20),
            10,
            () => undefined,
        );
        assert.equal((await allPages({ ...named, read })).length, 20);
        assert.deepEqual(asked, [1, 2, 3]);
    });

    it("an empty list is one request", async () => {
        const { read, asked } = server(() => [], 10);
        assert.deepEqual(await allPages({ ...named, read }), []);
        assert.deepEqual(asked, [1]);
    });

    it("a row that is added while we page does not hide another", async () => {
        let rows = upTo(20);
        const { read, asked } = server(() => {
            if (asked.length === 2) {
                // The newest comes first: everything moves by one, and row 9 would be seen twice, row 19 never.
                rows = [99, ...upTo(20)];
            }
            return rows;
        }, 10);
        assert.deepEqual(new Set(await allPages({ ...named, read })), new Set([99, ...upTo(20)]));
    });

    it("a row that is removed while we page does not hide another", async () => {
        let rows = upTo(20);
        const { read, asked } = server(() => {
            if (asked.length === 2) {
                rows = upTo(20).slice(1);
            }
            return rows;
        }, 10);
        assert.deepEqual(await allPages({ ...named, read }), upTo(20).slice(1));
    });

    it("a row that is swapped, the total staying, does not hide another", async () => {
        let rows = upTo(20);
        const { read, asked } = server(() => {
            if (asked.length === 2) {
                rows = [99, ...upTo(19)];
            }
            return rows;
        }, 10);
        assert.deepEqual(new Set(await allPages({ ...named, read })), new Set([99, ...upTo(19)]));
    });

    it("a total that counts more than the pages hold ends with what there is", async () => {
        const { read } = server(
            () => upTo(15),
            10,
            () => 40,
        );
        assert.deepEqual(await allPages({ ...named, read }), upTo(15));
    });

    it("an empty list that counts rows is an error, not an empty list", async () => {
        await assert.rejects(allPages({ ...named, read: async () => ({ items: [], total: 3 }) }), {
            kind: "transient",
            message: /empty, but its count is not/,
        });
    });

    it("a list that never ends is an error, not a hang and not a part of a list", async () => {
        let calls = 0;
        const read = async () => ({ items: [calls++] });
        await assert.rejects(allPages({ ...named, read }), { kind: "transient", message: /^somecloud ListThings: / });
    });

    it("a server that answers its last page again beyond the end is not asked for ever", async () => {
        const { read, asked } = server(
            () => upTo(25),
            10,
            () => undefined,
        );
        const clamped = async (page: number) => read(Math.min(page, 3));
        assert.deepEqual(await allPages({ ...named, read: clamped }), upTo(25));
        assert.ok(asked.length <= 8, `${asked.length} requests`);
    });

    it("a list that changes under every pass is an error that says so", async () => {
        let calls = 0;
        const read = async (page: number) => ({ items: page === 1 ? [calls++] : [], total: 2 });
        await assert.rejects(allPages({ ...named, read }), /changed/);
    });

    it("the failure of a page is thrown", async () => {
        const { read } = server(() => upTo(20), 10);
        const broken = async (page: number) => {
            if (page === 2) {
                throw new Error("page 2 is broken");
            }
            return read(page);
        };
        await assert.rejects(allPages({ ...named, read: broken }), /page 2 is broken/);
    });
});

describe("countOf", () => {
    const rows: [unknown, number | undefined][] = [
        [12, 12],
        ["12", 12],
        [0, 0],
        ["0", 0],
        ["", undefined],
        [undefined, undefined],
        [null, undefined],
        ["many", undefined],
        [1.5, undefined],
        [Number.NaN, undefined],
    ];
    for (const [value, count] of rows) {
        it(`${JSON.stringify(value)} is ${count}`, () => assert.equal(countOf(value), count));
    }
});
