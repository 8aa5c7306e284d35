"use strict";

const path = require("node:path");
const { runMocha } = require("./mocha");
const { pool } = require("./pool");
const { runSteps } = require("./steps");

const UNIT_TIMEOUT = ["--timeout", "20000"];
const END_TO_END_TIMEOUT = ["--timeout", "180000"];
/** For one process. */
const BOUND_SECONDS = 20 * 60;
/** Each keeps about one core busy. */
const AT_ONCE = 2;
/** Tests that mostly wait for a cloud's limits: in a process of their own they keep nobody waiting. */
const PATIENT = "tests/provider/clouds/";

/**
 * Runs what was selected: the steps, then the unit tests in two processes and each end-to-end file in its own.
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
    const units = mochaArgs.length > 0 && unit.length > 0 ? [named("the unit tests", unit)] : groups(unit);
    const inherit = units.length + endToEnd.length === 1;
    /** @param {string} name @param {readonly string[]} files @param {readonly string[]} timeout */
    const task = (name, files, timeout) => async () => {
        log(`running ${name}`);
        const report = path.join(state, `test-${process.pid}-${name.replaceAll("/", "-")}.json`);
        const args = [...timeout, ...mochaArgs];
        const result = await runMocha({ root, env, files, args, report, boundSeconds: BOUND_SECONDS, inherit });
        log(`${name}\n${result.output}`);
        return result;
    };
    const tasks = [
        ...units.map(([name, files]) => task(name, files, UNIT_TIMEOUT)),
        ...endToEnd.map((file) => task(file, [file], END_TO_END_TIMEOUT)),
    ];
    counts.push(...(await pool(tasks, AT_ONCE)));
    return total(counts);
}

/**
 * Unit tests by process.
 *
 * @param {readonly string[]} unit
 */
function groups(unit) {
    const isPatient = (/** @type {string} */ file) => file.startsWith(PATIENT);
    const all = [
        named(`the unit tests in ${PATIENT}`, unit.filter(isPatient)),
        named(
            "the other unit tests",
            unit.filter((file) => !isPatient(file)),
        ),
    ];
    return all.filter(([, files]) => files.length > 0);
}

/**
 * @param {string} name
 * @param {string[]} files
 * @returns {[string, string[]]}
 */
function named(name, files) {
    return [name, files];
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
