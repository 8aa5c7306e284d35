"use strict";

const { drift } = require("./drift");
const { deploy } = require("./deploy");
const { show } = require("./show");
const { imagesInClouds, rulesInClouds } = require("./clouds");
const { release } = require("./release");
const { serve } = require("./serve");
const { imageSyncsOf } = require("./show/images");

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {(session: import("./session").Session, options: readonly string[]) => Promise<number>} run options are
 *     handed to the engine; the answer is the exit code
 */

/** @type {ReadonlyMap<string, Command>} */
const COMMANDS = new Map([
    ["up", { summary: "deploy what changed, then show rules and images (the default)", run: deploy }],
    ["release", { summary: "push a tag, as in `release 1.4.3`, to the sources, and sync it", run: release }],
    ["preview", { summary: "show what `up` would do", run: preview }],
    ["refresh", { summary: "look at what the clouds hold, and show rules and images", run: refresh }],
    ["drift", { summary: "change rules and images behind Pulumi's back; watch refresh and up repair", run: drift }],
    ["serve", { summary: "keep the clouds running; pull images by the commands it prints", run: serve }],
    ["destroy", { summary: "remove every rule; copied images stay", run: destroy }],
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
    const syncs = imageSyncsOf(await engine.export());
    const code = await engine.destroy(options);
    if (code !== 0) return code;
    const [rules, images] = [rulesInClouds(emulator), imagesInClouds(emulator, syncs)];
    console.log(rules === 0 ? "No rule is left in the clouds." : `${rules} rules are left in the clouds.`);
    if (images > 0)
        console.log(`The ${images} copied images stay in their targets; the next npm start finds them there.`);
    return code;
}

module.exports = { COMMANDS, help };
