"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** Folders under tests/ that hold programs under test, not tests. */
const NOT_TESTS = new Set(["node_modules", "programs", "fixtures"]);
/** Mocha's options whose value is the next argument. */
const WITH_VALUE = new Set(["-g", "--grep", "-f", "--fgrep", "-t", "--timeout", "-s", "--slow", "--retries"]);

/** Folders whose tests run the engine, each for a minute or so. */
const END_TO_END = ["tests/e2e/", "tests/examples/", "tests/start/"];

/**
 * @typedef {object} Selection
 * @property {string[]} unit spec files, relative to the root
 * @property {string[]} endToEnd the ones that run the engine
 * @property {string[]} mochaArgs
 * @property {boolean} everything true when nothing was asked for, so that lint and types belong to the run
 */

/**
 * Reads the arguments of `npm test --`: options go to mocha, anything else is part of the path of a spec file.
 *
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Selection}
 */
function select(root, args) {
    /** @type {string[]} */
    const mochaArgs = [];
    /** @type {string[]} */
    const patterns = [];
    args.forEach((arg, at) => {
        const isOption = arg.startsWith("-") || WITH_VALUE.has(args[at - 1] ?? "");
        (isOption ? mochaArgs : patterns).push(arg);
    });
    const matches = patterns.map(matcher);
    const specs = specFiles(root, "tests").filter(
        (file) => matches.length === 0 || matches.some((match) => match(file)),
    );
    const isEndToEnd = (/** @type {string} */ file) => END_TO_END.some((folder) => file.startsWith(folder));
    return {
        unit: specs.filter((file) => !isEndToEnd(file)),
        endToEnd: specs.filter(isEndToEnd),
        mochaArgs,
        everything: args.length === 0,
    };
}

/**
 * @param {string} pattern part of a path, with `*` and `**` where wanted
 * @returns {(file: string) => boolean}
 */
function matcher(pattern) {
    const parts = pattern
        .replaceAll("\\", "/")
        .replace(/^\.\//, "")
        .split(/(\*\*\/?|\*)/);
    const escape = (/** @type {string} */ part) => part.replace(/[.+?^${}()|[\]]/g, "\\$&");
    const source = parts.map((part) => (part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : escape(part))).join("");
    const regex = new RegExp(source);
    return (file) => regex.test(file);
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} relative to `root`, with slashes, in a stable order
 */
function specFiles(root, folder) {
    const full = path.join(root, folder);
    if (!fs.existsSync(full)) return [];
    const entries = fs.readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
        const inside = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return NOT_TESTS.has(entry.name) ? [] : specFiles(root, inside);
        return entry.name.endsWith(".spec.ts") ? [inside] : [];
    });
}

module.exports = { select };
