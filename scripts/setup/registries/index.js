"use strict";

const path = require("node:path");
const { run } = require("../child");
const { findProgram, pathFolders } = require("../cli/layout");

/** A real registry and a foreign client, which tests compare ours with; each is its Debian package's name, too. */
const PROGRAMS = ["docker-registry", "skopeo"];
const INSTALL_BOUND_SECONDS = 10 * 60;

/**
 * What tests may expect of this machine.
 *
 * @typedef {object} Registries
 * @property {readonly string[]} missing programs that are not there
 * @property {boolean} required whether a test that needs a missing one fails; otherwise it is skipped
 */

/**
 * Installs the programs that are missing, where Debian's `apt-get` is there and may be used without a question.
 *
 * Tests without them fail where they could have been here: under CI on Linux, and where an installation was tried. Else
 * (another system, no right to install) they are skipped.
 *
 * @param {object} options
 * @param {(line: string) => void} options.log told in one line what is installed, or why not
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {NodeJS.Platform} [options.platform]
 * @param {boolean} [options.isRoot]
 * @param {typeof run} [options.runner]
 * @returns {Promise<Registries>}
 */
async function ensureRegistries({
    log,
    env = process.env,
    platform = process.platform,
    isRoot = root(),
    runner = run,
}) {
    const missing = missingPrograms(env);
    if (missing.length === 0) return { missing, required: true };
    const names = missing.join(" and ");
    const right = await rightToInstall(env, isRoot, runner);
    if ("lacks" in right) {
        const required = platform === "linux" && underCi(env);
        const instead = required ? "tests that need them fail" : "tests that need them are skipped";
        log(`${names} cannot be installed (${right.lacks}): ${instead}`);
        return { missing, required };
    }
    log(`installing ${names} (apt-get)`);
    const args = [...right.args, path.join(__dirname, "install.sh"), ...missing];
    const ended = await runner(right.shell, args, { env, boundSeconds: INSTALL_BOUND_SECONDS });
    if (ended.code !== 0) log(`apt-get failed: tests that need ${names} fail\n${lastLines(ended.output)}`);
    return { missing: missingPrograms(env), required: true };
}

/** @param {NodeJS.ProcessEnv} env */
function missingPrograms(env) {
    return PROGRAMS.filter((program) => findProgram(program, pathFolders(env)) === undefined);
}

/**
 * The shell that may run `apt-get`, or what is lacking.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isRoot
 * @param {typeof run} runner
 * @returns {Promise<{ shell: string, args: string[] } | { lacks: string }>}
 */
async function rightToInstall(env, isRoot, runner) {
    if (findProgram("apt-get", pathFolders(env)) === undefined) return { lacks: "there is no apt-get" };
    if (isRoot) return { shell: "sh", args: [] };
    const { code } = await runner("sudo", ["-n", "true"], { env, boundSeconds: 10 });
    return code === 0 ? { shell: "sudo", args: ["-n", "sh"] } : { lacks: "apt-get needs root, and sudo a password" };
}

/** Every service for continuous integration sets CI to something that is not `false`. @param {NodeJS.ProcessEnv} env */
function underCi({ CI = "" }) {
    return !["", "0", "false"].includes(CI.toLowerCase());
}

function root() {
    return process.getuid?.() === 0;
}

/** @param {string} output */
function lastLines(output) {
    return output.trimEnd().split("\n").slice(-5).join("\n");
}

module.exports = { ensureRegistries };
