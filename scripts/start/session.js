"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { ensureSetup } = require("../setup");
const { checkout } = require("../setup/checkout");
const { endChildrenWithUs } = require("../setup/child");
const { PROGRAMS } = require("../setup/cli/layout");
const { withLock } = require("../setup/lock");
const { Cli } = require("./pulumi/cli");
const { startClouds } = require("./clouds");
const { Engine } = require("./pulumi/engine");
const { Memory } = require("./pulumi/memory");
const { prepareStack, passphraseFile } = require("./pulumi/stack");

const STACK = "demo";
/** Counts the worlds with which emulators of this package have begun. The topology needs what is new in the last. */
const WORLD = 3;
/** What is worth nothing without the world that it was made in. */
const OF_A_WORLD = ["backend", "clouds.json", "clouds.json.blobs", "memory.json", "project", "pulled", "registries"];

/**
 * What a command works with.
 *
 * @typedef {object} Session
 * @property {Engine} engine
 * @property {import("./clouds").Emulator} emulator
 * @property {string} folder where everything is kept between two starts
 * @property {number} begunAt milliseconds since the epoch
 */

/**
 * Runs a command with the clouds and the stack in place, and ends everything with it. Two at once take turns.
 *
 * @template T
 * @param {(session: Session) => Promise<T>} command
 * @returns {Promise<T>}
 */
async function withSession(command) {
    const leaveEnding = endChildrenWithUs();
    const folder = process.env.IMAGESYNC_STATE_DIR ?? path.join(checkout().state, "start");
    fs.mkdirSync(folder, { recursive: true });
    const setup = await ensureSetup();
    const wait = () => console.log("another npm start is at work in this folder; waiting for it");
    return withLock(
        path.join(folder, "start.lock"),
        async () => {
            leaveEnding();
            return inSession(folder, setup, command);
        },
        wait,
    );
}

/**
 * @template T
 * @param {string} folder
 * @param {import("../setup").Setup} setup
 * @param {(session: Session) => Promise<T>} command
 * @returns {Promise<T>}
 */
async function inSession(folder, { bin, env }, command) {
    const memory = new Memory(path.join(folder, "memory.json"));
    beginAnew(folder, memory);
    const cli = new Cli(path.join(bin, PROGRAMS.engine), engineEnvironment(folder, env));
    const configFile = path.join(folder, "project", `Pulumi.${STACK}.yaml`);
    const engine = new Engine({ cli, stack: STACK, configFile, memory });
    const leaveInterrupts = cli.takeInterrupts();
    const emulator = await startClouds(path.join(folder, "clouds.json"), memory.read().port);
    try {
        memory.update({ port: Number(new URL(emulator.url).port) });
        await prepareStack({ engine, emulator, memory, folder });
        return await command({ engine, emulator, folder, begunAt: Date.now() });
    } finally {
        await emulator.close();
        leaveInterrupts();
    }
}

/**
 * Leaves the clouds of an earlier version, with what was deployed there, for those of today.
 *
 * @param {string} folder
 * @param {Memory} memory
 */
function beginAnew(folder, memory) {
    if (memory.read().world === WORLD) return;
    if (fs.existsSync(path.join(folder, "clouds.json"))) {
        console.log("the emulated clouds are those of an earlier version; beginning anew");
        OF_A_WORLD.forEach((name) => fs.rmSync(path.join(folder, name), { recursive: true, force: true }));
    }
    memory.update({ world: WORLD });
}

/**
 * State in our own folder, whatever the user's own environment says about other stacks.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function engineEnvironment(folder, env) {
    const backend = path.join(folder, "backend");
    fs.mkdirSync(backend, { recursive: true });
    const { PULUMI_CONFIG_PASSPHRASE: _theirs, PULUMI_STACK: _other, PULUMI_CONFIG: _config, ...rest } = env;
    return {
        ...rest,
        PULUMI_BACKEND_URL: pathToFileURL(backend).href,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
    };
}

module.exports = { withSession };
