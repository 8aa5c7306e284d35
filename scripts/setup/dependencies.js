"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { run } = require("./child");

/**
 * True when node_modules holds just what package-lock.json says. npm writes its own record as the last step of an
 * installation, so an interrupted one, a changed lock and a hand-made `npm install` are all told from it, and whoever
 * ran `npm ci` before need not wait for a second one.
 *
 * @param {string} root
 */
function dependenciesInstalled(root) {
    const wanted = readPackages(path.join(root, "package-lock.json"));
    const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
    if (!wanted || !installed) return false;
    const missing = Object.entries(wanted).some(([name, entry]) => {
        if (name === "" || entry.optional) return false;
        const found = installed[name];
        return !found || found.version !== entry.version || differs(found.integrity, entry.integrity);
    });
    return !missing && Object.keys(installed).every((name) => name in wanted);
}

/**
 * @param {string | undefined} a
 * @param {string | undefined} b
 */
function differs(a, b) {
    return a !== undefined && b !== undefined && a !== b;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function readPackages(file) {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")).packages;
    } catch {
        return undefined;
    }
}

/**
 * Installs the locked dependencies when they are not there.
 *
 * @param {string} root
 * @param {(line: string) => void} log
 * @param {typeof run} [runner]
 */
async function ensureDependencies(root, log, runner = run) {
    if (dependenciesInstalled(root)) return;
    log("installing the dependencies (npm ci)");
    const [program, ...args] = npmCommand();
    // A production environment would leave out what builds and tests this package.
    const ended = await runner(program, [...args, "ci", "--include=dev"], { cwd: root, inherit: true });
    if (ended.code !== 0) throw new Error(`npm ci failed with exit code ${ended.code}. ${ended.output}`.trim());
}

/**
 * npm as a program that needs no shell: on Windows npm is a .cmd file, which only a shell runs, so npm's script is run
 * by this Node.
 *
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
    const scripts = [
        process.env.npm_execpath ?? "",
        path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js"),
        path.join(path.dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    ];
    // npm_execpath names the package manager in use, which need not be npm.
    const script = scripts.find((file) => path.basename(file) === "npm-cli.js" && fs.existsSync(file));
    return script ? [process.execPath, script] : ["npm"];
}

module.exports = { dependenciesInstalled, ensureDependencies, npmCommand };
