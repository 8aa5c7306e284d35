"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { run } = require("../../setup/child");
const { withScratch } = require("../../setup/scratch");

/**
 * What one run cost.
 *
 * @typedef {object} Cost
 * @property {number} seconds
 * @property {number} movedBytes what the source gave: bodies of blobs and manifests
 * @property {number} requests to both registries
 * @property {number | undefined} peakBytes memory of the process; undefined where the system does not tell
 */

/**
 * Runs a command in an empty home.
 *
 * @param {readonly string[]} command
 * @param {import("../../../tests/tools/registry").RealRegistry} source
 * @param {import("../../../tests/tools/registry").RealRegistry} target
 * @returns {Promise<Cost>}
 * @throws {Error} with what it printed, where it failed
 */
async function measure([program = "", ...args], source, target) {
    const before = { source: source.requests().length, target: target.requests().length };
    return withScratch(os.tmpdir(), "imagesync-bench-home", async (home) => {
        const env = { PATH: process.env.PATH, HOME: home, DOCKER_CONFIG: home, XDG_RUNTIME_DIR: home };
        const pidFile = path.join(home, "pid");
        // The shell's own process becomes the program, so its number is known.
        const script = 'echo $$ >"$0"; exec "$@"';
        // What the run before has left to be written is not this one's to wait for.
        await run("sync", [], {}).catch(() => undefined);
        const memory = watchMemory(pidFile);
        const begun = process.hrtime.bigint();
        const ended = await run("sh", ["-c", script, pidFile, program, ...args], {
            env: { ...env, IMAGESYNC_METADATA_DISABLED: "true" },
        });
        const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
        const peakBytes = memory.stop();
        if (ended.code !== 0) throw new Error(`${program} ${args.join(" ")}: exit ${ended.code}\n${ended.output}`);
        const fromSource = source.requests().slice(before.source);
        const toTarget = target.requests().slice(before.target);
        const movedBytes = fromSource
            .filter(({ method, path: asked }) => method === "GET" && /\/(blobs|manifests)\//.test(asked))
            .reduce((sum, { bytes }) => sum + bytes, 0);
        return { seconds, movedBytes, requests: fromSource.length + toTarget.length, peakBytes };
    });
}

/**
 * Asks the system for the high-water mark until it is stopped.
 *
 * @param {string} pidFile
 */
function watchMemory(pidFile) {
    let peak = /** @type {number | undefined} */ (undefined);
    const look = () => {
        try {
            const status = fs.readFileSync(`/proc/${fs.readFileSync(pidFile, "utf8").trim()}/status`, "utf8");
            const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
            if (kilobytes !== undefined) peak = Math.max(peak ?? 0, Number(kilobytes) * 1024);
        } catch {
            // Not there yet, or not any more.
        }
    };
    const timer = setInterval(look, 10);
    return {
        stop: () => {
            clearInterval(timer);
            return peak;
        },
    };
}

module.exports = { measure };
