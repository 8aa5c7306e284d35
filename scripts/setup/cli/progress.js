"use strict";

/** A silent terminal looks dead after about this long. */
const EVERY_SECONDS = 10;

/**
 * Says how far `work` is, every ten seconds as long as it takes.
 *
 * @template T
 * @param {(line: string) => void} log
 * @param {() => string} describe
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withProgress(log, describe, work) {
    const start = Date.now();
    const tick = () => log(`  ${Math.round((Date.now() - start) / 1000)} s: ${describe()}`);
    const timer = setInterval(tick, EVERY_SECONDS * 1000);
    try {
        return await work();
    } finally {
        clearInterval(timer);
    }
}

module.exports = { withProgress };
