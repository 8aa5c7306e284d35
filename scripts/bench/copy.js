"use strict";

/*
 * Times copies between two real registries on loopback, ours beside skopeo's (and crane's, where it is on PATH or in
 * GOBIN): npm run bench:copy [-- --rows big,tags,small] [--repeat 5] [--megabytes 1024]
 */
const { parseArgs } = require("node:util");
require("ts-node/register/transpile-only");
const { endChildrenWithUs } = require("../setup/child");
const { ensureSetup } = require("../setup");
const { columns } = require("./copy/columns");
const { measure } = require("./copy/measure");
const { apart, fastest, header, line, sum } = require("./copy/print");
const { rows } = require("./copy/rows");
const { storage } = require("./copy/storage");
const { RealRegistry } = require("../../tests/tools/registry");

/** The names of both runs of a row. */
const steps = /** @type {const} */ (["first", "again"]);

async function main() {
    const { values } = parseArgs({
        options: {
            rows: { type: "string", default: "big,tags,small" },
            repeat: { type: "string", default: "5" },
            megabytes: { type: "string", default: "1024" },
        },
    });
    await ensureSetup();
    const known = rows(Number(values.megabytes));
    const wanted = values.rows.split(",").map((name) => {
        const row = known.find((one) => one.name === name);
        if (row === undefined) throw new Error(`no row ${name}; there are ${known.map((one) => one.name).join(", ")}`);
        return row;
    });
    const under = storage(Number(values.megabytes));
    console.log(`Each line is the fastest of ${values.repeat} runs; the registries keep their data in ${under}.\n`);
    console.log(header());
    let slower = 0;
    const again = [];
    for (const row of wanted) {
        const { first, second } = await benchRow(row, Number(values.repeat), under);
        slower += printRow(row.title, first);
        again.push({ title: row.title, second });
    }
    const names = columns().map(({ name }) => name);
    const costs = (/** @type {string} */ name) => again.flatMap(({ second }) => second.get(name) ?? []);
    slower += printRow("all of it again: nothing to do", new Map(names.map((name) => [name, sum(costs(name))])));
    // One image is looked at in less time than Node takes to start.
    for (const { title, second } of again) console.log(apart(title, second));
    process.exitCode = slower > 0 ? 1 : 0;
}

/**
 * One row, all columns.
 * @param {import("./copy/rows").Row} row
 * @param {number} repeat
 * @param {string} under where the registries keep their data
 */
async function benchRow(row, repeat, under) {
    const source = await RealRegistry.start({ under });
    try {
        await row.fill(source.host);
        const costs = /** @type {Map<string, import("./copy/measure").Cost[]>} */ (new Map());
        for (let round = 0; round < repeat; round++) {
            // Whoever comes first warms the caches of the machine: the order turns.
            const order = round % 2 === 0 ? columns() : columns().reverse();
            for (const column of order) await benchColumn(row, column, { source, under }, costs);
        }
        const [first, second] = steps.map((step) => {
            const byName = columns().map(
                ({ name }) => /** @type {const} */ ([name, fastest(costs.get(`${step} ${name}`) ?? [])]),
            );
            return new Map(byName);
        });
        return { first: first ?? new Map(), second: second ?? new Map() };
    } finally {
        await source.stop();
    }
}

/**
 * A first copy into an empty registry, and a second one with nothing to do.
 *
 * @param {import("./copy/rows").Row} row
 * @param {import("./copy/columns").Column} column
 * @param {{ source: RealRegistry, under: string }} from
 * @param {Map<string, import("./copy/measure").Cost[]>} costs
 */
async function benchColumn(row, column, { source, under }, costs) {
    const target = await RealRegistry.start({ under });
    try {
        for (const step of steps) {
            const cost = await measure(column.command(source.host, target.host, row), source, target);
            await row.verify(source.host, target.host);
            const key = `${step} ${column.name}`;
            costs.set(key, [...(costs.get(key) ?? []), cost]);
        }
    } finally {
        await target.stop();
    }
}

/**
 * Prints one row. @returns 1 where it took us longer than skopeo, else 0
 *
 * @param {string} title
 * @param {ReadonlyMap<string, import("./copy/measure").Cost>} byName
 */
function printRow(title, byName) {
    const theirs = byName.get("skopeo");
    if (theirs === undefined) throw new Error("nothing was measured");
    for (const [name, cost] of byName) console.log(line(title, name, cost, theirs));
    return (byName.get("ours")?.seconds ?? Infinity) > theirs.seconds ? 1 : 0;
}

endChildrenWithUs();
main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
});
