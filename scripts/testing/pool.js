"use strict";

/**
 * Runs tasks, at most `atOnce` at a time, and keeps their order in the answer.
 *
 * @template T
 * @param {readonly (() => Promise<T>)[]} tasks
 * @param {number} atOnce
 * @returns {Promise<T[]>}
 */
async function pool(tasks, atOnce) {
    /** @type {T[]} */
    const results = new Array(tasks.length);
    const queue = [...tasks.entries()];
    const worker = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await next[1]();
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return results;
}

module.exports = { pool };
