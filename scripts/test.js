"use strict";

const { ensureSetup } = require("./setup");
const { checkout } = require("./setup/checkout");
const { endChildrenWithUs } = require("./setup/child");
const { report } = require("./testing/report");
const { runTests } = require("./testing/run");
const { select } = require("./testing/select");
const { lintSteps, typeSteps } = require("./testing/steps");

/**
 * npm test: set-up, lint, types, all tests. `npm test -- tests/provider` or `npm test -- --grep adopt` runs just these
 * tests.
 */
async function main() {
    const { env } = await ensureSetup({ log: console.log });
    const { root, state } = checkout();
    const selection = select(root, process.argv.slice(2));
    const steps = selection.everything ? [...lintSteps(root), ...typeSteps(root)] : [];
    return runTests({ root, state, env, selection, steps, log: console.log });
}

endChildrenWithUs();
void report(main);
