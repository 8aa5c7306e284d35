"use strict";

const path = require("node:path");
const { runMocha } = require("./mocha");
const { pool } = require("./pool");
const { runSteps } = require("./steps");

const UNIT_TIMEOUT = ["--timeout", "10000"];
const UNIT_BOUND_SECONDS = 15 * 60;
const END_TO_END_TIMEOUT = ["--timeout", "180000"];
const END_TO_END_BOUND_SECONDS = 15 * 60;
/** Each drives an engine that keeps about one core busy. */
const END_TO_END_AT_ONCE = 2;

/**
 * Runs what was selected: the steps, then the unit tests in one process, then each end-to-end file in its own.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.state folder for the counts
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./select").Selection} options.selection
 * @param {readonly import("./steps").Step[]} options.steps
 * @param {(line: string) => void} options.log
 * @returns {Promise<import("./mocha").Counts>}
 */
async function runTests({ root, state, env, selection, steps, log }) {
    const { unit, endToEnd, mochaArgs } = selection;
    const counts = [await runSteps(root, steps, log)];
    const report = (/** @type {string} */ name) => path.join(state, `test-${process.pid}-${name}.json`);
    const common = { root, env };
    if (unit.length > 0) {
        const args = [...UNIT_TIMEOUT, ...mochaArgs];
        const bounds = { boundSeconds: UNIT_BOUND_SECONDS, report: report("unit"), inherit: true };
        const result = await runMocha({ ...common, ...bounds, files: unit, args });
        if (result.output !== "") log(result.output);
        counts.push(result);
    }
    const tasks = endToEnd.map((file, at) => async () => {
        log(`running ${file}`);
        const args = [...END_TO_END_TIMEOUT, ...mochaArgs];
        const bounds = { boundSeconds: END_TO_END_BOUND_SECONDS, report: report(`e2e-${at}`) };
        const result = await runMocha({ ...common, ...bounds, files: [file], args });
        log(`${file}\n${result.output}`);
        return result;
    });
    counts.push(...(await pool(tasks, END_TO_END_AT_ONCE)));
    return total(counts);
}

/**
 * @param {readonly import("./mocha").Counts[]} counts
 * @returns {import("./mocha").Counts} a run without a single test has failed
 */
function total(counts) {
    const sum = (/** @type {"passed" | "failed" | "pending"} */ key) => counts.reduce((all, one) => all + one[key], 0);
    const result = { passed: sum("passed"), failed: sum("failed"), pending: sum("pending") };
    return result.passed + result.failed > 0 ? result : { ...result, failed: 1 };
}

module.exports = { runTests };
