"use strict";

const path = require("node:path");
const { run } = require("../child");
const { withScratch } = require("../scratch");
const { PROGRAMS, launcherBin, versionOf } = require("./layout");
const { putInPlace } = require("./place");
const { withProgress } = require("./progress");

/** Where the launcher gets its installer from; see node_modules/pulumi/lib/download.js. */
const SITE = "https://get.pulumi.com/install.sh";
const PROBE_SECONDS = 5;
/** Some 200 MB, over a slow line. */
const DOWNLOAD_SECONDS = 600;

/**
 * Lets the official launcher download the CLI, into a folder of its own that is then moved into place: the launcher
 * takes whatever lies in its folder for a CLI, a half one too.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.version
 * @param {NodeJS.ProcessEnv} options.env
 * @param {(line: string) => void} options.log
 * @param {string} [options.site] what is asked for a sign of life first; default: where the launcher downloads from
 * @returns {Promise<string | undefined>} why it could not be; undefined when the CLI is in place
 */
async function downloadCli({ root, version, env, log, site = SITE }) {
    const refusal = await probe(site, env);
    if (refusal !== undefined) return `${new URL(site).host} cannot be reached (${refusal})`;
    log(`downloading Pulumi ${version} with its official launcher, for at most ${DOWNLOAD_SECONDS / 60} minutes`);
    const bin = launcherBin(env, version);
    return withScratch(path.dirname(bin), "download", async (home) => {
        const own = { ...env, PULUMI_HOME: home, PULUMI_VERSION: version };
        const launcher = path.join(root, "node_modules", "pulumi", "run.js");
        const ended = await withProgress(
            log,
            () => "downloading",
            () => run(process.execPath, [launcher, "version"], { env: own, boundSeconds: DOWNLOAD_SECONDS }),
        );
        if (ended.timedOut) return `the download was not done after ${DOWNLOAD_SECONDS / 60} minutes`;
        const downloaded = launcherBin(own, version);
        const runs = await versionOf(path.join(downloaded, PROGRAMS.engine), env);
        if (ended.code !== 0 || runs === undefined) return `the launcher failed: ${ended.output.trim()}`;
        await putInPlace(downloaded, bin, env);
        return undefined;
    });
}

/**
 * Asks the download site for a sign of life by the launcher's own means, Node's fetch, so that a proxy which the
 * launcher would use or ignore is used or ignored here too. In a process of its own: a name look-up that hangs cannot
 * be called off.
 *
 * @param {string} site
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} what was wrong
 */
async function probe(site, env) {
    const script = `fetch(${JSON.stringify(site)}, { method: "HEAD" }).then(
        (answer) => { if (!answer.ok) { console.log("HTTP " + answer.status); process.exit(1); } process.exit(0); },
        (error) => { console.log(error.cause?.code ?? error.message); process.exit(1); })`;
    const ended = await run(process.execPath, ["-e", script], { env, boundSeconds: PROBE_SECONDS });
    if (ended.timedOut) return `no answer in ${PROBE_SECONDS} s`;
    return ended.code === 0 ? undefined : ended.output.trim();
}

module.exports = { downloadCli };
