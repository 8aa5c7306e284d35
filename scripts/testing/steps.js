"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { run } = require("../setup/child");
const { pool } = require("./pool");

/**
 * One tool that looks at the sources and says yes or no.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command arguments for Node
 */

/**
 * @param {string} root
 * @returns {Step[]}
 */
function lintSteps(root) {
    const bin = (/** @type {string} */ file) => path.join(root, "node_modules", file);
    const sources = ["sdk", "provider", "emulator", "cli"].filter((folder) => fs.existsSync(path.join(root, folder)));
    return [
        { name: "eslint", command: [bin("eslint/bin/eslint.js"), "--max-warnings", "0", "."] },
        { name: "format", command: [bin("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."] },
        { name: "import arrows", command: [bin("dependency-cruiser/bin/dependency-cruise.mjs"), ...sources] },
        { name: "dead exports", command: [bin("knip/bin/knip.js"), "--no-config-hints"] },
    ];
}

/**
 * The compiler over everything that has a tsconfig.json: the package with its tests, the scripts, each example.
 *
 * @param {string} root
 * @returns {Step[]}
 */
function typeSteps(root) {
    const examples = path.join(root, "examples");
    const names = fs.existsSync(examples) ? fs.readdirSync(examples).sort() : [];
    const folders = [".", "scripts", "tests/types", ...names.map((name) => `examples/${name}`)];
    return folders
        .map((folder) => path.join(folder, "tsconfig.json"))
        .filter((project) => fs.existsSync(path.join(root, project)))
        .map((project) => ({
            name: `types of ${path.dirname(project)}`,
            command: [path.join(root, "node_modules", "typescript", "bin", "tsc"), "--noEmit", "-p", project],
        }));
}

/**
 * Runs the steps two at a time, and shows what those that failed had to say.
 *
 * @param {string} root
 * @param {readonly Step[]} steps
 * @param {(line: string) => void} log
 * @returns {Promise<import("./mocha").Counts>} each step counts as one test
 */
async function runSteps(root, steps, log) {
    const tasks = steps.map((step) => async () => {
        const ended = await run(process.execPath, step.command, { cwd: root });
        log(ended.code === 0 ? `  ✔ ${step.name}` : `  ✘ ${step.name}\n${ended.output.trimEnd()}`);
        return ended.code === 0;
    });
    const results = await pool(tasks, 2);
    const passed = results.filter((good) => good).length;
    return { passed, failed: results.length - passed, pending: 0 };
}

module.exports = { lintSteps, typeSteps, runSteps };
