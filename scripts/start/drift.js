"use strict";

const { consoles } = require("./consoles");
const { deploy } = require("./deploy");
const { imageSyncsOf } = require("./show/images");
const { rulesOf } = require("./show/rules");

/** @typedef {import("./consoles").Console} Console */

/** @type {import("./commands").Command["run"]} */
async function drift(session, options) {
    if (options.length > 0) throw new Error(`drift takes no options: ${options.join(" ")}`);
    const state = await session.engine.export();
    const rules = rulesOf(state);
    if (rules.length === 0) throw new Error("there is no rule yet: deploy them with npm start");
    const hands = consoles(session.emulator);
    console.log("Somebody works in the clouds' consoles, behind Pulumi's back:");
    tamperWithRules(rules, hands);
    tamperWithImages(imageSyncsOf(state), hands);
    console.log("\nrefresh looks at the clouds, and writes what it finds into the state:");
    const code = await session.engine.refresh([]);
    if (code !== 0) return code;
    console.log("\nup makes it as declared again:");
    return deploy(session, []);
}

/**
 * Changes one rule of each cloud, and removes another.
 *
 * @param {readonly import("./show/rules").Rule[]} rules
 * @param {Record<string, Console>} hands
 */
function tamperWithRules(rules, hands) {
    for (const [cloud, hand] of Object.entries(hands)) {
        const [changed, removed] = rules.filter((rule) => rule.cloud === cloud);
        if (changed) console.log(`  ${cloud}: ${changed.name}: ${hand.changeRule(changed)}`);
        if (!removed) continue;
        hand.removeRule(removed);
        console.log(`  ${cloud}: ${removed.name}: removed`);
    }
}

/**
 * Moves a tag in one target, where a sync may overwrite it, and removes one from another, by each path.
 *
 * @param {readonly import("./show/images").ImageSync[]} syncs
 * @param {Record<string, Console>} hands
 */
function tamperWithImages(syncs, hands) {
    const moved = syncs.find(({ override }) => override);
    const others = ["cloud", "registry"].map((path) => syncs.find(({ via, override }) => via === path && !override));
    for (const sync of [moved, ...others]) {
        const image = sync?.images.at(-1);
        if (!sync || !image) continue;
        const hand = hands[image.target.cloud];
        if (!hand?.holds(image.target, image.tag)) continue;
        if (sync === moved) hand.push(image.target, image.tag);
        else hand.removeTag(image.target, image.tag);
        const done = sync === moved ? "is another image now" : "deleted";
        console.log(`  ${image.target.cloud}: ${sync.name}: ${image.to} ${image.tag}: ${done}`);
    }
}

module.exports = { drift };
