"use strict";

const { drift } = require("./drift");
const { deploy } = require("./deploy");
const { show } = require("./show");
const { rulesInClouds } = require("./clouds");

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {(session: import("./session").Session, options: readonly string[]) => Promise<number>} run options are
 *     handed to the engine; the answer is the exit code
 */

/** @type {ReadonlyMap<string, Command>} */
const COMMANDS = new Map([
    ["up", { summary: "deploy what changed, then show the rules (the default)", run: deploy }],
    ["preview", { summary: "show what `up` would do", run: preview }],
    ["refresh", { summary: "look at what the clouds hold, and show the rules", run: refresh }],
    [
        "drift",
        { summary: "change and remove rules behind Pulumi's back, then watch refresh and up repair", run: drift },
    ],
    ["destroy", { summary: "remove every rule", run: destroy }],
]);

function help() {
    const words = [...COMMANDS].map(([word, { summary }]) => `  ${word.padEnd(9)}${summary}`);
    return [
        "usage: npm start [-- <command> [options of pulumi]]",
        "",
        "Runs examples/topology against an emulator of the three clouds on this machine. No account is needed.",
        "",
        ...words,
        `  ${"help".padEnd(9)}this text`,
    ].join("\n");
}

/** @type {Command["run"]} */
async function preview({ engine }, options) {
    return engine.preview(options);
}

/** @type {Command["run"]} */
async function refresh(session, options) {
    const code = await session.engine.refresh(options);
    if (code === 0) await show(session);
    return code;
}

/** @type {Command["run"]} */
async function destroy({ engine, emulator }, options) {
    const code = await engine.destroy(options);
    const left = rulesInClouds(emulator);
    if (code === 0)
        console.log(left === 0 ? "No rule is left in the clouds." : `${left} rules are left in the clouds.`);
    return code;
}

module.exports = { COMMANDS, help };
