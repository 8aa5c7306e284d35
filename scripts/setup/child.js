"use strict";

const { spawn, spawnSync } = require("node:child_process");

/** Children that are still running; all of them end with this process. */
const running = /** @type {Set<import("node:child_process").ChildProcess>} */ (new Set());
/** How long a child may take to end itself, and what it started, before it is ended. */
const MERCY_SECONDS = 2;
/** How long output may come after the end of the program. */
const DRAIN_SECONDS = 2;

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
        const ended = { code: 1, output: "", timedOut: false };
        const kill = () => killTree(child);
        const expire = () => {
            ended.timedOut = true;
            kill();
        };
        const bound = boundSeconds === undefined ? undefined : setTimeout(expire, boundSeconds * 1000);
        const end = () => {
            clearTimeout(bound);
            running.delete(child);
            child.stdout?.destroy();
            child.stderr?.destroy();
            signal?.removeEventListener("abort", kill);
            resolve(ended);
        };
        running.add(child);
        for (const stream of [child.stdout, child.stderr]) {
            stream?.setEncoding("utf8").on("data", (text) => {
                ended.output += text;
                onOutput?.(text);
            });
        }
        signal?.addEventListener("abort", kill);
        child.on("error", (error) => {
            Object.assign(ended, { code: 127, output: error.message });
            end();
        });
        child.on("exit", (code) => {
            ended.code = code ?? 1;
            // Somebody it left behind may hold its output open for ever.
            setTimeout(end, DRAIN_SECONDS * 1000).unref();
        });
        child.on("close", end);
    });
}

/**
 * Asks the child and all it started to end, and ends them two seconds later.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function killTree(child) {
    signalTree(child, "SIGTERM");
    setTimeout(() => signalTree(child, "SIGKILL"), MERCY_SECONDS * 1000);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalTree({ pid }, signal) {
    if (pid === undefined) return;
    if (process.platform === "win32") {
        // Windows has no signals: the first one ends them all.
        if (signal === "SIGTERM") spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
        return;
    }
    try {
        process.kill(-pid, signal);
    } catch {
        // Already gone.
    }
}

/**
 * Makes Ctrl-C, a closed terminal and a plain kill end the children too, which sit in process groups of their own.
 * For entry points only.
 *
 * @returns {() => void} takes that back, for an entry point that goes on to something with an end of its own
 */
function endChildrenWithUs() {
    const onExit = () => running.forEach((child) => signalTree(child, "SIGKILL"));
    const handlers = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, code]) => {
        const handler = () => {
            running.forEach((child) => signalTree(child, "SIGTERM"));
            setTimeout(() => process.exit(code), running.size > 0 ? MERCY_SECONDS * 1000 : 0);
        };
        return /** @type {const} */ ([signal, handler]);
    });
    process.on("exit", onExit);
    handlers.forEach(([signal, handler]) => process.on(signal, handler));
    return () => {
        process.off("exit", onExit);
        handlers.forEach(([signal, handler]) => process.off(signal, handler));
    };
}

module.exports = { run, endChildrenWithUs };
