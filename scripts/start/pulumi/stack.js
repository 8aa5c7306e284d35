"use strict";

const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { root } = require("../../setup/checkout");

/**
 * Makes the stack where it is missing, and gives it the configuration that points at the emulator. Costs nothing where
 * all that has been done.
 *
 * @param {object} options
 * @param {import("./engine").Engine} options.engine
 * @param {import("../clouds").Emulator} options.emulator
 * @param {import("./memory").Memory} options.memory
 * @param {string} options.folder
 */
async function prepareStack({ engine, emulator, memory, folder }) {
    const wanted = createHash("sha256").update(JSON.stringify(emulator.config)).digest("hex");
    if (memory.read().configured === wanted && fs.existsSync(engine.configFile)) return;
    // A new stack's configuration goes where its project is; beside a copy of it, the checkout stays clean.
    const project = path.join(folder, "project");
    fs.mkdirSync(project, { recursive: true });
    fs.copyFileSync(path.join(root, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
    await engine.ask(["stack", "select", engine.stack, "--create"], project);
    const values = Object.entries(emulator.config).flatMap(([key, value]) => [kindOf(key), `${key}=${value}`]);
    await engine.ask(["config", "set-all", "--stack", engine.stack, ...values], project);
    memory.update({ configured: wanted });
}

/** Everything but where the clouds are is a secret. */
function kindOf(/** @type {string} */ key) {
    return key === "imagesync:endpoints" ? "--plaintext" : "--secret";
}

/**
 * The file with the passphrase of the stack's secrets, made at the first time.
 *
 * @param {string} folder
 */
function passphraseFile(folder) {
    const file = path.join(folder, "passphrase");
    if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(24).toString("base64"), { mode: 0o600 });
    return file;
}

module.exports = { prepareStack, passphraseFile };
