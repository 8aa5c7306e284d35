"use strict";

const { spawn, spawnSync } = require("node:child_process");

/** Children that are still running; all of them end with this process. */
const running = new Set();

/**
 * How a child process ended.
 *
 * @typedef {object} Ended
 * @property {number} code exit code; 1 when a signal ended it, 127 when the program could not be started
 * @property {string} output stdout and stderr as they came; empty where they were inherited
 * @property {boolean} timedOut true when `boundSeconds` was over first
 */

/**
 * Runs a program without a shell, so that no path needs quoting, and never throws for what the program does.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.boundSeconds] after this long the program and all it started are killed; default: no bound
 * @param {boolean} [options.inherit] show the output as it comes instead of collecting it; default false
 * @param {(text: string) => void} [options.onOutput] called with each piece of collected output
 * @param {AbortSignal} [options.signal] kills the program and all it started
 * @returns {Promise<Ended>}
 */
function run(program, args, options = {}) {
    const { cwd, env, boundSeconds, inherit = false, onOutput, signal } = options;
    return new Promise((resolve) => {
        // A group of its own, so that one kill reaches grandchildren too; Windows has taskkill /T for that.
        const detached = process.platform !== "win32";
        const out = inherit ? "inherit" : "pipe";
        const child = spawn(program, args, { cwd, env, detached, stdio: ["ignore", out, out], windowsHide: true });
        let output = "";
        let timedOut = false;
        const collect = (/** @type {Buffer} */ piece) => {
            output += piece.toString();
            onOutput?.(piece.toString());
        };
        const kill = () => killTree(child.pid);
        const bound = boundSeconds === undefined ? undefined : setTimeout(() => ((timedOut = true), kill()), boundSeconds * 1000);
        const end = (/** @type {number} */ code) => {
            clearTimeout(bound);
            running.delete(child);
            signal?.removeEventListener("abort", kill);
            resolve({ code, output, timedOut });
        };
        running.add(child);
        child.stdout?.on("data", collect);
        child.stderr?.on("data", collect);
        signal?.addEventListener("abort", kill);
        child.on("error", (error) => ((output += error.message), end(127)));
        child.on("close", (code) => end(code ?? 1));
    });
}

/** @param {number | undefined} pid */
function killTree(pid) {
    if (pid === undefined) return;
    if (process.platform === "win32") {
        spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
        return;
    }
    try {
        process.kill(-pid, "SIGKILL");
    } catch {
        // Already gone.
    }
}

/** Kills everything that `run` started and that has not ended. */
function killRunning() {
    for (const child of running) killTree(child.pid);
}

/**
 * Makes Ctrl-C, a closed terminal and a plain kill end the children too, which sit in process groups of their own.
 * For entry points only.
 */
function endChildrenWithUs() {
    process.on("exit", killRunning);
    for (const [signal, code] of /** @type {const} */ ([
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
    ])) {
        process.on(signal, () => process.exit(code));
    }
}

module.exports = { run, killRunning, endChildrenWithUs };
