"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");

/**
 * True while the process exists, whoever owns it.
 *
 * @param {number} pid
 */
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
    }
}

/**
 * Runs `work` while no other process of this machine runs something under the same file; waits for the other without
 * an end, since the other is at work as long as it lives. What a dead process left is taken away.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(line: string) => void} log told once when there is somebody to wait for
 * @returns {Promise<T>}
 */
async function withLock(file, work, log) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (let told = false; !tryLock(file); told = true) {
        if (!told)
            log(`another set-up (process ${holder(file) ?? "just ended"}) is at work in this folder; waiting for it`);
        await sleep(100);
    }
    const release = () => fs.rmSync(file, { force: true });
    process.once("exit", release);
    try {
        return await work();
    } finally {
        process.off("exit", release);
        release();
    }
}

/** @param {string} file */
function tryLock(file) {
    // The file appears with its content in one step, by a link: nobody ever reads an empty lock.
    const mine = `${file}.${process.pid}`;
    fs.writeFileSync(mine, String(process.pid));
    try {
        fs.linkSync(mine, file);
        return true;
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
        removeIfDead(file);
        return false;
    } finally {
        fs.rmSync(mine, { force: true });
    }
}

/** @param {string} file */
function holder(file) {
    try {
        return Number(fs.readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

/** @param {string} file */
function removeIfDead(file) {
    const pid = holder(file);
    if (pid === undefined || isAlive(pid)) return;
    // Renamed first: of two who find the same dead lock, one gets it, and a new lock is put back.
    const dead = `${file}.dead.${process.pid}`;
    try {
        fs.renameSync(file, dead);
        const found = holder(dead);
        if (found !== undefined && found !== pid && isAlive(found)) fs.linkSync(dead, file);
    } catch {
        // The other was faster.
    }
    fs.rmSync(dead, { force: true });
}

module.exports = { withLock, isAlive };
