"use strict";

/**
 * The last line of every run, in the one form that everybody recognises, and the exit code that belongs to it.
 *
 * @param {() => Promise<import("./mocha").Counts>} tests
 */
async function report(tests) {
    let counts = { passed: 0, failed: 1, pending: 0 };
    try {
        counts = await tests();
    } catch (error) {
        console.log(error instanceof Error ? error.message : error);
    }
    if (counts.pending > 0) console.log(`${counts.pending} skipped`);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    process.exitCode = counts.failed > 0 ? 1 : 0;
}

module.exports = { report };
