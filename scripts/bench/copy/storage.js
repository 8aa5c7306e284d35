"use strict";

const fs = require("node:fs");
const os = require("node:os");

/** Linux keeps files of this folder in memory. */
const inMemory = "/dev/shm";

/**
 * A folder for the registries' data: in memory where there is room for it, so that no disk is timed.
 *
 * @param {number} megabytes size of the largest image, which source and target hold
 */
function storage(megabytes) {
    // As much again for what the registries and the copies need.
    const needed = 4 * megabytes * 1024 * 1024;
    try {
        const { bavail, bsize } = fs.statfsSync(inMemory);
        if (bavail * bsize > needed && os.freemem() > needed) return inMemory;
    } catch {
        // Another system.
    }
    return os.tmpdir();
}

module.exports = { storage };
