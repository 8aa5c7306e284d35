"use strict";

const { randomInt } = require("node:crypto");
const path = require("node:path");
const { root } = require("../setup/checkout");
const { consoles } = require("./consoles");

/** @typedef {import("../../emulator").Emulator} Emulator */

/** How long the clouds take for an image: long enough to be watched, short enough to be waited for. */
const SYNC_SECONDS = 6;

/** Where no system takes ports from for connections: what is free today is likely to be free tomorrow. */
const PORTS = { first: 20_000, last: 30_000 };

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
        return await startEmulator({
            stateFile,
            port: port ?? randomInt(PORTS.first, PORTS.last),
            syncSeconds: SYNC_SECONDS,
        });
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
        if (port !== undefined) console.log(`port ${port} is taken by somebody else; the clouds move to another one`);
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
    const all = syncs.flatMap(({ images }) => images.map(({ target, tag }) => hands[target.cloud]?.holds(target, tag)));
    return all.filter(Boolean).length;
}

module.exports = { startClouds, rulesInClouds, imagesInClouds };
