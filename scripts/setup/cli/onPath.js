"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { PROGRAMS, findProgram, isAtLeast, pathFolders, versionOf } = require("./layout");

/**
 * The folder of the `pulumi` on PATH, where that one can run our programs: at least `atLeast`, with the language host
 * and the dynamic provider beside it or on PATH too.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} atLeast
 * @param {(line: string) => void} log told why a `pulumi` that is there is not used
 * @returns {Promise<string | undefined>}
 */
async function pulumiOnPath(env, atLeast, log) {
    const folders = pathFolders(env);
    const engine = findProgram(
        PROGRAMS.engine,
        folders.filter((folder) => !holdsLauncher(folder)),
    );
    if (engine === undefined) return undefined;
    const reason = await reasonAgainst(engine, folders, env, atLeast);
    if (reason === undefined) return path.dirname(engine);
    log(`not using ${engine}: ${reason}`);
    return undefined;
}

/**
 * @param {string} engine
 * @param {readonly string[]} folders
 * @param {NodeJS.ProcessEnv} env
 * @param {string} atLeast
 */
async function reasonAgainst(engine, folders, env, atLeast) {
    const around = [path.dirname(engine), ...folders];
    for (const needed of [PROGRAMS.languageHost, PROGRAMS.dynamicProvider]) {
        if (!findProgram(needed, around)) return `no ${needed} beside it or on PATH`;
    }
    const version = await versionOf(engine, env);
    if (version === undefined) return "it does not run";
    return isAtLeast(version, atLeast) ? undefined : `it is ${version}, and ${atLeast} or later (of 3.x) is needed`;
}

/**
 * npm puts its own launcher of the same name on PATH while a script runs. It is not a CLI: asked for its version, it
 * downloads one.
 *
 * @param {string} folder
 */
function holdsLauncher(folder) {
    try {
        const file = fs.realpathSync(path.join(folder, PROGRAMS.engine));
        return file.split(path.sep).includes("node_modules");
    } catch {
        return false;
    }
}

module.exports = { pulumiOnPath };
