"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { PROGRAMS, isExecutable, versionOf } = require("./layout");

/**
 * Which of the three programs a folder lacks, or holds broken.
 *
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} file names
 */
async function missingPrograms(bin, env) {
    const missing = Object.values(PROGRAMS).filter((program) => !isExecutable(path.join(bin, program)));
    const engine = path.join(bin, PROGRAMS.engine);
    if (!missing.includes(PROGRAMS.engine) && !(await versionOf(engine, env))) missing.push(PROGRAMS.engine);
    return missing;
}

/**
 * Moves finished programs into the launcher's folder, each by one rename, the engine last: the launcher takes the
 * folder for complete once the engine is there. What works there already, by somebody faster, is left alone.
 *
 * @param {string} from on the file system of `bin`
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function putInPlace(from, bin, env) {
    fs.mkdirSync(bin, { recursive: true });
    const missing = await missingPrograms(bin, env);
    const files = fs.readdirSync(from).filter((file) => file !== PROGRAMS.engine);
    for (const file of [...files, PROGRAMS.engine]) {
        const source = path.join(from, file);
        const target = path.join(bin, file);
        if (!fs.existsSync(source) || (fs.existsSync(target) && !missing.includes(file))) continue;
        rename(source, target);
    }
}

/**
 * @param {string} source
 * @param {string} target
 */
function rename(source, target) {
    try {
        fs.renameSync(source, target);
    } catch (error) {
        // Windows does not replace a program that runs: then somebody put it there, and it works.
        if (!isExecutable(target)) throw error;
    }
}

/**
 * Copies the dynamic provider, a script that ships with the SDK, beside the engine. Does nothing without the SDK.
 *
 * @param {string} root
 * @param {string} bin
 */
function copyDynamicProvider(root, bin) {
    const target = path.join(bin, PROGRAMS.dynamicProvider);
    if (isExecutable(target)) return;
    const half = `${target}.${process.pid}`;
    fs.copyFileSync(path.join(root, "node_modules", "@pulumi", "pulumi", PROGRAMS.dynamicProvider), half);
    fs.chmodSync(half, 0o755);
    rename(half, target);
}

module.exports = { missingPrograms, putInPlace, copyDynamicProvider };
