"use strict";

const fs = require("node:fs");

/**
 * What one start tells the next.
 *
 * @typedef {object} Remembered
 * @property {number} [world] which of the demo's worlds the clouds began with
 * @property {number} [port] where the clouds listened
 * @property {string} [configured] hash of the configuration that the stack has; undefined where there is no stack
 * @property {string} [deployed] hash of the configuration that the last `up` had; undefined where there was none
 * @property {boolean} [changing] true while the engine changes the stack; still true when it was killed
 */

/** A small file of facts. */
class Memory {
    /** @param {string} file */
    constructor(file) {
        this.file = file;
    }

    /** @returns {Remembered} nothing where there is no file, or one that is broken */
    read() {
        try {
            return JSON.parse(fs.readFileSync(this.file, "utf8"));
        } catch {
            return {};
        }
    }

    /** @param {Remembered} facts */
    update(facts) {
        const draft = `${this.file}.tmp`;
        fs.writeFileSync(draft, JSON.stringify({ ...this.read(), ...facts }));
        fs.renameSync(draft, this.file);
    }
}

module.exports = { Memory };
