"use strict";

const path = require("node:path");
const { RegistryLogins } = require("./registryLogins");
const { imageSyncsOf } = require("./show/images");

/** @typedef {import("./show/images").Image} Image */

/** How often the file of logins is made anew: they end after an hour. */
const RENEW_SECONDS = 60;

/**
 * Keeps the clouds running until it is interrupted, with the commands that pull what they hold.
 *
 * @type {import("./commands").Command["run"]}
 */
async function serve({ engine, emulator, folder }, options) {
    if (options.length > 0) throw new Error(`serve takes no options: ${options.join(" ")}`);
    const interrupted = nextInterrupt();
    const syncs = imageSyncsOf(await engine.export());
    const images = syncs.flatMap((sync) => sync.images).filter(({ status }) => status === "synced");
    if (images.length === 0) throw new Error("no image is in a target yet: begin with npm start");
    const logins = new RegistryLogins(emulator, path.join(folder, "registries", "config.json"));
    const hosts = await Promise.all(images.map(({ target }) => logins.add(target)));
    await logins.write();
    const renewing = setInterval(() => void logins.write().catch(tell), RENEW_SECONDS * 1000);
    const files = { logins: logins.file, pulled: path.join(folder, "pulled") };
    const commands = images.map((image, at) => pullCommand(image, hosts[at] ?? "", files));
    console.log(`The clouds are at ${emulator.url}. Pull what the targets hold, in another terminal:\n`);
    console.log(`${commands.join("\n\n")}\n`);
    console.log(`Logins are in ${logins.file}; DOCKER_CONFIG=${quoted(path.dirname(logins.file))} lets other clients`);
    console.log("use them. Ctrl-C ends the clouds; any other npm start waits for that.");
    await interrupted;
    clearInterval(renewing);
    return 0;
}

/** What interrupts the clouds here is how one leaves them. @returns {Promise<void>} */
function nextInterrupt() {
    return new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve());
    });
}

/**
 * @param {Image} image
 * @param {string} host
 * @param {{ logins: string, pulled: string }} files what is pulled goes into an OCI layout
 */
function pullCommand({ image, from, to, target, tag, digest }, host, { logins, pulled }) {
    const source = `docker://${host}/${target.namespace}/${target.repository}:${tag}`;
    const copy = `oci:${pulled}:${image.replace(":", "-")}`;
    const flags = `--all --src-tls-verify=false --src-authfile=${quoted(logins)}`;
    return `# ${image} in ${to}, from ${from}: ${digest}\nskopeo --insecure-policy copy ${flags} ${source} ${quoted(copy)}`;
}

/** A word for a shell. @param {string} text */
function quoted(text) {
    return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param {Error} error */
function tell({ message }) {
    console.error(`the logins could not be renewed: ${message}`);
}

module.exports = { serve };
