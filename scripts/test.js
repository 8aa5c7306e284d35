"use strict";

const { ensureSetup } = require("./setup");
const { checkout } = require("./setup/checkout");
const { endChildrenWithUs } = require("./setup/child");
const { ensureRegistries } = require("./setup/registries");
const { report } = require("./testing/report");
const { runTests } = require("./testing/run");
const { select } = require("./testing/select");
const { lintSteps, typeSteps } = require("./testing/steps");

/**
 * npm test: set-up, lint, types, all tests. `npm test -- tests/provider` or `npm test -- --grep adopt` runs just these
 * tests.
 */
async function main() {
    const log = console.log;
    const setUp = await ensureSetup({ log });
    const { required } = await ensureRegistries({ log });
    const env = { ...setUp.env, IMAGESYNC_TEST_REGISTRIES: required ? "required" : "optional" };
    const { root, state } = checkout();
    const selection = select(root, process.argv.slice(2));
    const steps = selection.everything ? [...lintSteps(root), ...typeSteps(root)] : [];
    return runTests({ root, state, env, selection, steps, log });
}

endChildrenWithUs();
void report(main);
