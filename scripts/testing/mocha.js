"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { run } = require("../setup/child");

/** How long a process may go on after its last test, before what it left open counts as a failure. */
const GRACE_SECONDS = 15;

/**
 * What the reporter writes.
 *
 * @typedef {{ passes: number, failures: number, pending: number, ended: boolean }} Report
 */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed tests and hooks, and one for a process that crashed, hung or found no test
 * @property {number} pending
 */

/**
 * Runs spec files in one mocha process.
 *
 * @param {object} options
 * @param {string} options.root where the process runs; `files` are relative to it
 * @param {readonly string[]} options.files
 * @param {readonly string[]} [options.args] for mocha, after our own
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.report file for the counts
 * @param {number} options.boundSeconds
 * @param {boolean} [options.inherit] show the output as it comes; default false: it is in the answer
 * @returns {Promise<Counts & { output: string }>}
 */
async function runMocha({ root, files, args = [], env, report, boundSeconds, inherit = false }) {
    fs.rmSync(report, { force: true });
    const own = ["-r", require.resolve("ts-node/register/transpile-only"), "--forbid-only", "--no-parallel"];
    const reporter = ["--reporter", path.join(__dirname, "reporter.js")];
    const color = process.stdout.isTTY ? ["--color"] : [];
    const hung = new AbortController();
    const watch = watchForHang(report, hung);
    const ended = await run(
        process.execPath,
        [require.resolve("mocha/bin/mocha.js"), ...own, ...reporter, ...color, ...args, ...files],
        { cwd: root, env: { ...env, IMAGESYNC_TEST_REPORT: report }, boundSeconds, inherit, signal: hung.signal },
    );
    clearInterval(watch);
    const counts = readReport(report);
    fs.rmSync(report, { force: true });
    const fault = faultOf(ended, counts, hung.signal.aborted, boundSeconds);
    return {
        passed: counts?.passes ?? 0,
        failed: (counts?.failures ?? 0) + (fault === undefined ? 0 : 1),
        pending: counts?.pending ?? 0,
        output: fault === undefined ? ended.output : `${ended.output}\n  ${fault}\n`,
    };
}

/**
 * What went wrong beside the tests that failed.
 *
 * @param {import("../setup/child").Ended} ended
 * @param {Report | undefined} counts
 * @param {boolean} hung
 * @param {number} boundSeconds
 * @returns {string | undefined}
 */
function faultOf(ended, counts, hung, boundSeconds) {
    if (hung) return `the tests ended, but something they started did not: killed after ${GRACE_SECONDS} s`;
    if (ended.timedOut) return `the tests were not done after ${boundSeconds} s: killed`;
    if (!counts?.ended) return `the process ended before its tests (exit code ${ended.code})`;
    if (counts.passes + counts.failures + counts.pending === 0) return "no test was run";
    return ended.code !== 0 && counts.failures === 0 ? `mocha failed with exit code ${ended.code}` : undefined;
}

/**
 * @param {string} report
 * @param {AbortController} hung
 */
function watchForHang(report, hung) {
    let endedFor = 0;
    return setInterval(() => {
        if (readReport(report)?.ended && ++endedFor === GRACE_SECONDS) hung.abort();
    }, 1000);
}

/**
 * @param {string} file
 * @returns {Report | undefined}
 */
function readReport(file) {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

module.exports = { runMocha };
