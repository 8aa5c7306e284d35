"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** The folder this checkout lives in; it may hold spaces. */
const root = path.resolve(__dirname, "..", "..");

/**
 * What the set-up knows about one checkout.
 *
 * @typedef {object} Checkout
 * @property {string} root absolute path
 * @property {string} state ignored folder for what the scripts remember and for half-done work
 * @property {string} launcherVersion version of the official launcher (npm package `pulumi`), pinned in package.json
 * @property {string} sdkVersion version of `@pulumi/pulumi`, pinned in package.json
 */

/**
 * @param {string} [at] another checkout than this one; the tests use it
 * @returns {Checkout}
 */
function checkout(at = root) {
    const manifest = JSON.parse(fs.readFileSync(path.join(at, "package.json"), "utf8"));
    return {
        root: at,
        state: path.join(at, ".state"),
        launcherVersion: manifest.devDependencies.pulumi,
        sdkVersion: manifest.devDependencies["@pulumi/pulumi"],
    };
}

module.exports = { root, checkout };
