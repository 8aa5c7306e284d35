"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { buildCli } = require("./goBuild");
const { downloadCli } = require("./download");
const { PROGRAMS, launcherBin, pathFolders, pathKey } = require("./layout");
const { pulumiOnPath } = require("./onPath");
const { copyDynamicProvider, missingPrograms } = require("./place");

/**
 * Finds a Pulumi CLI or gets one, in this order: a recent one on PATH; the official launcher's folder; the launcher's
 * download; a build with Go. Recent is the SDK's own version or later: the two are released together under one number,
 * and a CLI runs programs of SDKs older than itself, but nobody promises the reverse.
 *
 * @param {object} options
 * @param {import("../checkout").Checkout} options.checkout
 * @param {(line: string) => void} options.log
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {typeof downloadCli} [options.download]
 * @param {typeof buildCli} [options.build]
 * @returns {Promise<string>} the folder of the CLI
 * @throws {Error} with both ways out, when there is neither a CLI, nor a download, nor Go
 */
async function ensureCli({ checkout, log, env = process.env, download = downloadCli, build = buildCli }) {
    const { root, launcherVersion: version, sdkVersion } = checkout;
    const onPath = await pulumiOnPath(env, sdkVersion, log);
    if (onPath !== undefined) return onPath;
    const bin = launcherBin(env, version);
    if (await isComplete(root, bin, env)) return bin;
    const undownloaded = await download({ root, version, env, log });
    if (undownloaded === undefined && (await isComplete(root, bin, env))) return bin;
    const why = undownloaded ?? "the downloaded one is not complete";
    const unbuilt = await build({ root, version, env, log, why });
    if (unbuilt === undefined && (await isComplete(root, bin, env))) return bin;
    throw new Error(waysOut(version, why, unbuilt ?? "the one that was built does not run"));
}

/**
 * @param {string} root
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function isComplete(root, bin, env) {
    if (fs.existsSync(path.join(bin, PROGRAMS.engine))) copyDynamicProvider(root, bin);
    return (await missingPrograms(bin, env)).length === 0;
}

/**
 * @param {string} version
 * @param {string} undownloaded
 * @param {string} unbuilt
 */
function waysOut(version, undownloaded, unbuilt) {
    return [
        `there is no Pulumi CLI, and it could not be got:`,
        `  download: ${undownloaded}`,
        `  build:    ${unbuilt}`,
        `Two ways out:`,
        `  1. install the Pulumi CLI ${version} (https://www.pulumi.com/docs/iac/download-install/) so that it is on PATH`,
        `  2. install Go (https://go.dev/dl/), so that this set-up can build it; Go's module proxy must be reachable`,
        `Then run the same command again.`,
    ].join("\n");
}

/**
 * The environment in which `pulumi` finds its own programs, and keeps still about updates.
 *
 * @param {string} bin the folder of the CLI
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
function pulumiEnvironment(bin, env = process.env) {
    return {
        ...env,
        [pathKey(env)]: [bin, ...pathFolders(env)].join(path.delimiter),
        PULUMI_SKIP_UPDATE_CHECK: "1",
        // Everything a program of this project needs is local; a plugin that is not is a mistake, not a download.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}

module.exports = { ensureCli, pulumiEnvironment };
