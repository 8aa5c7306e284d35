"use strict";

/*
 * Times copies between two real registries on loopback, ours beside skopeo's (and crane's, where it is on PATH or in
 * GOBIN): npm run bench:copy [-- --rows big,tags,small] [--repeat 1] [--megabytes 1024]
 */
const { parseArgs } = require("node:util");
require("ts-node/register/transpile-only");
const { endChildrenWithUs } = require("../setup/child");
const { ensureSetup } = require("../setup");
const { columns } = require("./copy/columns");
const { measure } = require("./copy/measure");
const { header, line, median } = require("./copy/print");
const { rows } = require("./copy/rows");
const { RealRegistry } = require("../../tests/tools/registry");

async function main() {
    const { values } = parseArgs({
        options: {
            rows: { type: "string", default: "big,tags,small" },
            repeat: { type: "string", default: "1" },
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
    console.log(header());
    let slower = 0;
    for (const row of wanted) slower += await benchRow(row, Number(values.repeat));
    process.exitCode = slower > 0 ? 1 : 0;
}

/**
 * One row, all columns. @returns how many of its steps took us longer than skopeo
 * @param {import("./copy/rows").Row} row
 * @param {number} repeat
 */
async function benchRow(row, repeat) {
    const source = await RealRegistry.start();
    try {
        await row.fill(source.host);
        const costs = /** @type {Map<string, import("./copy/measure").Cost[]>} */ (new Map());
        for (let round = 0; round < repeat; round++) {
            // Whoever comes first warms the caches of the machine: the order turns.
            const order = round % 2 === 0 ? columns() : columns().reverse();
            for (const column of order) await benchColumn(row, column, source, costs);
        }
        return printRow(row, costs);
    } finally {
        await source.stop();
    }
}

/**
 * A first copy into an empty registry, and a second one with nothing to do.
 *
 * @param {import("./copy/rows").Row} row
 * @param {import("./copy/columns").Column} column
 * @param {RealRegistry} source
 * @param {Map<string, import("./copy/measure").Cost[]>} costs
 */
async function benchColumn(row, column, source, costs) {
    const target = await RealRegistry.start();
    try {
        for (const step of /** @type {const} */ (["first", "again"])) {
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
 * @param {import("./copy/rows").Row} row
 * @param {Map<string, import("./copy/measure").Cost[]>} costs
 */
function printRow(row, costs) {
    let slower = 0;
    for (const step of ["first", "again"]) {
        const theirs = median(costs.get(`${step} skopeo`) ?? []);
        for (const { name } of columns()) {
            const cost = median(costs.get(`${step} ${name}`) ?? []);
            if (name === "ours" && cost.seconds > theirs.seconds) slower += 1;
            console.log(line(row.title, step, name, cost, theirs));
        }
    }
    return slower;
}

endChildrenWithUs();
main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
});
