"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { run } = require("../child");

const windows = process.platform === "win32";

/** The three programs that run a TypeScript program with dynamic resources: engine, language host, their provider. */
const PROGRAMS = /** @type {const} */ ({
    engine: windows ? "pulumi.exe" : "pulumi",
    languageHost: windows ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs",
    dynamicProvider: windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs",
});

/**
 * The folder where the official launcher and the Automation API keep the CLI of one version.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} version
 */
function launcherBin(env, version) {
    const home = env.PULUMI_HOME || path.join(os.homedir(), ".pulumi");
    return path.join(home, "versions", version, "bin");
}

/** @param {string} file */
function isExecutable(file) {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        const stat = fs.statSync(file);
        return stat.isFile() && stat.size > 0;
    } catch {
        return false;
    }
}

/**
 * Asks a CLI for its version, which also proves that it runs.
 *
 * @param {string} pulumi
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} `3.250.0`; undefined when it is not there, broken, or silent for 20 seconds
 */
async function versionOf(pulumi, env) {
    if (!isExecutable(pulumi)) return undefined;
    const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" };
    const ended = await run(pulumi, ["version"], { env: quiet, boundSeconds: 20 });
    return ended.code === 0 ? /^v?(\d+\.\d+\.\d+)/m.exec(ended.output)?.[1] : undefined;
}

/**
 * True when version `a` is `b` or later, with the same major number.
 *
 * @param {string} a
 * @param {string} b
 */
function isAtLeast(a, b) {
    const [majorA = 0, minorA = 0, patchA = 0] = a.split(".").map(Number);
    const [majorB = 0, minorB = 0, patchB = 0] = b.split(".").map(Number);
    return majorA === majorB && (minorA > minorB || (minorA === minorB && patchA >= patchB));
}

/**
 * The name under which this environment holds PATH: Windows has `Path`, and a copy of the environment minds the case.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function pathKey(env) {
    return Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
}

/** @param {NodeJS.ProcessEnv} env */
function pathFolders(env) {
    return (env[pathKey(env)] ?? "").split(path.delimiter).filter((folder) => folder !== "");
}

/**
 * @param {string} program
 * @param {readonly string[]} folders
 * @returns {string | undefined} the first that can be run
 */
function findProgram(program, folders) {
    return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

module.exports = { PROGRAMS, launcherBin, isExecutable, versionOf, isAtLeast, pathKey, pathFolders, findProgram };
