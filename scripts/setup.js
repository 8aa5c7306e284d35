"use strict";

const path = require("node:path");
const { ensureBuild } = require("./setup/build");
const { checkout } = require("./setup/checkout");
const { endChildrenWithUs } = require("./setup/child");
const { ensureCli, pulumiEnvironment } = require("./setup/cli");
const { ensureDependencies } = require("./setup/dependencies");
const { withLock } = require("./setup/lock");

/**
 * What a script gets that needs everything in place.
 *
 * @typedef {object} Setup
 * @property {string} bin folder of the Pulumi CLI
 * @property {NodeJS.ProcessEnv} env environment for `pulumi` and for whatever starts it
 */

/**
 * Does what is missing, and only that: the dependencies, the build into dist/, the Pulumi CLI. Two at once in one
 * checkout take turns. Where nothing is missing it takes well under two seconds.
 *
 * @param {object} [options]
 * @param {(line: string) => void} [options.log] told about each step that takes time; default: standard error
 * @returns {Promise<Setup>}
 * @throws {Error} whose message says what to do
 */
async function ensureSetup({ log = (line) => console.error(line) } = {}) {
    const here = checkout();
    const bin = await withLock(
        path.join(here.state, "setup.lock"),
        async () => {
            await ensureDependencies(here.root, log);
            await ensureBuild(here, log);
            return ensureCli({ checkout: here, log });
        },
        log,
    );
    return { bin, env: pulumiEnvironment(bin) };
}

module.exports = { ensureSetup };

if (require.main === module) {
    endChildrenWithUs();
    ensureSetup().then(
        ({ bin }) => console.error(`ready; the Pulumi CLI is in ${bin}`),
        (error) => {
            console.error(`set-up failed: ${error.message}`);
            process.exitCode = 1;
        },
    );
}
