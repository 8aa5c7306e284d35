"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { run } = require("./child");
const { withScratch } = require("./scratch");

/** What dist/ is made of: the sources, and what decides how they are compiled. */
const SOURCES = ["sdk", "provider", "emulator", "cli"];
const SETTINGS = ["tsconfig.json", "tsconfig.build.json", path.join("node_modules", "typescript", "package.json")];

/**
 * One hash over the names and contents of everything that dist/ is made of.
 *
 * @param {string} root
 */
function sourcesHash(root) {
    const hash = createHash("sha256");
    const sources = SOURCES.flatMap((folder) => filesUnder(root, folder)).filter((file) => file.endsWith(".ts"));
    for (const file of [...sources, ...SETTINGS].sort()) {
        const full = path.join(root, file);
        if (fs.existsSync(full)) hash.update(`${file}\0`).update(fs.readFileSync(full)).update("\0");
    }
    return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} folder relative to `root`
 * @returns {string[]} relative to `root`
 */
function filesUnder(root, folder) {
    const full = path.join(root, folder);
    if (!fs.existsSync(full)) return [];
    return fs.readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
        const inside = path.join(folder, entry.name);
        return entry.isDirectory() ? filesUnder(root, inside) : [inside];
    });
}

/**
 * Compiles the sources into dist/ when they are not what dist/ was made of. The compiler writes elsewhere, and the
 * finished folder takes dist's place: an interrupted build leaves the old dist, and is done again.
 *
 * @param {import("./checkout").Checkout} checkout
 * @param {(line: string) => void} log
 * @param {typeof run} [runner]
 */
async function ensureBuild({ root, state }, log, runner = run) {
    const stamp = path.join(state, "build.sha256");
    const dist = path.join(root, "dist");
    const hash = sourcesHash(root);
    if (fs.existsSync(dist) && readText(stamp) === hash) return;
    log("building dist/ (tsc)");
    await withScratch(state, "build", async (folder) => {
        const built = path.join(folder, "new");
        const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
        const project = path.join(root, "tsconfig.build.json");
        const ended = await runner(process.execPath, [tsc, "-p", project, "--outDir", built], { cwd: root });
        if (ended.code !== 0) throw new Error(`the build failed:\n${ended.output}`);
        makeExecutable(path.join(built, "cli", "main.js"));
        // While neither or both are right, no stamp says that dist is.
        fs.rmSync(stamp, { force: true });
        if (fs.existsSync(dist)) fs.renameSync(dist, path.join(folder, "old"));
        fs.renameSync(built, dist);
        fs.writeFileSync(stamp, hash);
    });
}

/**
 * npm does this for commands that it installs, but ours is not there yet when it links a checkout's own.
 *
 * @param {string} command
 */
function makeExecutable(command) {
    if (fs.existsSync(command)) fs.chmodSync(command, 0o755);
}

/** @param {string} file */
function readText(file) {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

module.exports = { ensureBuild };
