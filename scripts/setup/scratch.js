"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { isAlive } = require("./lock");

/**
 * Makes an empty folder for half-done work and hands it to `work`; it is gone afterwards, and so are those that dead
 * processes left in the same place. The name ends in the process id, by which the dead are known.
 *
 * @template T
 * @param {string} parent on the file system of the final place, so that a rename ends the work
 * @param {string} name
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withScratch(parent, name, work) {
    fs.mkdirSync(parent, { recursive: true });
    removeDead(parent, name);
    const folder = path.join(parent, `${name}.${process.pid}`);
    const remove = () => fs.rmSync(folder, { recursive: true, force: true });
    remove();
    fs.mkdirSync(folder);
    process.once("exit", remove);
    try {
        return await work(folder);
    } finally {
        process.off("exit", remove);
        remove();
    }
}

/**
 * @param {string} parent
 * @param {string} name
 */
function removeDead(parent, name) {
    for (const entry of fs.readdirSync(parent)) {
        const pid = entry.startsWith(`${name}.`) ? Number(entry.slice(name.length + 1)) : NaN;
        if (Number.isInteger(pid) && !isAlive(pid))
            fs.rmSync(path.join(parent, entry), { recursive: true, force: true });
    }
}

module.exports = { withScratch };
