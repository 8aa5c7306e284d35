"use strict";

const path = require("node:path");
const { root } = require("../setup/checkout");
const { consoles } = require("./consoles");

/** @typedef {import("../../emulator").Emulator} Emulator */

/** How long the clouds take for an image: long enough to be watched, short enough to be waited for. */
const SYNC_SECONDS = 6;

/**
 * Starts the emulated clouds with the world that `stateFile` holds, on the port of the last time where it is free.
 *
 * @param {string} stateFile
 * @param {number | undefined} port
 * @returns {Promise<Emulator>}
 */
async function startClouds(stateFile, port) {
    // dist/ is there once the set-up has run, not before.
    const { startEmulator } = /** @type {typeof import("../../emulator")} */ (
        require(path.join(root, "dist/emulator"))
    );
    try {
        return await startEmulator({ stateFile, port, syncSeconds: SYNC_SECONDS });
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
        console.log(`port ${port} is taken by somebody else; the clouds move to another one`);
        return startEmulator({ stateFile, syncSeconds: SYNC_SECONDS });
    }
}

/**
 * How many rules all clouds hold, whoever made them.
 *
 * @param {Emulator} emulator
 */
function rulesInClouds({ alibaba, tencent, huawei }) {
    const tencentRules = tencent.registries().flatMap(({ rules }) => rules);
    return (
        alibaba.rules().length + tencentRules.length + huawei.regions().flatMap((region) => huawei.rules(region)).length
    );
}

/**
 * How many of these images the targets hold, whoever brought them.
 *
 * @param {Emulator} emulator
 * @param {readonly import("./show/images").ImageSync[]} syncs
 */
function imagesInClouds(emulator, syncs) {
    const hands = consoles(emulator);
    const all = syncs.flatMap(({ cloud, target, images }) => images.map(({ tag }) => hands[cloud]?.holds(target, tag)));
    return all.filter(Boolean).length;
}

module.exports = { startClouds, rulesInClouds, imagesInClouds };
