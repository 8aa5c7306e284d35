"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { diagram } = require("./diagram");
const { imageSyncsOf, sizeText } = require("./images");
const { rulesOf } = require("./rules");
const { table } = require("./table");

/** The requests with which images are copied, by the names in the clouds' documents. */
const COPYING = /^(CreateRepoSyncTask|CreateRepoSyncTaskByRule|CreateManualImageSyncRepo|DuplicateImage)$/;

/**
 * Prints what the stack holds: its rules as a table and as a picture, then its images.
 *
 * @param {import("../session").Session} session
 * @returns {Promise<import("./images").ImageSync[]>} the image syncs that it holds
 */
async function show({ engine, emulator, folder, begunAt }) {
    const state = await engine.export();
    const columns = process.stdout.columns || Infinity;
    showRules(rulesOf(state), columns, path.join(folder, "topology.md"));
    const syncs = imageSyncsOf(state);
    const images = syncs.flatMap((sync) => sync.images);
    if (images.length > 0) {
        console.log(table(["image", "from", "to", "digest", "size", "time"], images.map(imageCells), columns));
        console.log(`${movedSince(begunAt, images)}\n${askedOf(emulator)}\n`);
    }
    return syncs;
}

/**
 * @param {readonly import("./rules").Rule[]} rules
 * @param {number} columns
 * @param {string} file for the picture
 */
function showRules(rules, columns, file) {
    console.log(table(["rule", "cloud", "from", "to", "filter", "id"], rules.map(ruleCells), columns));
    if (rules.length === 0) return;
    const picture = `\`\`\`mermaid\n${diagram(rules)}\n\`\`\`\n`;
    fs.writeFileSync(file, picture);
    console.log(`${picture}The picture is in ${file} too; GitHub and most editors draw it.\n`);
}

/** @param {import("./rules").Rule} rule */
function ruleCells({ name, cloud, from, to, filter, id }) {
    return [name, cloud, `${from.registry} ${from.path}`, `${to.registry} ${to.path}`, filter, id];
}

/** @param {import("./images").Image} image */
function imageCells({ image, from, to, status, digest, size, time }) {
    return status === "synced" ? [image, from, to, digest, size, time || "was there"] : [image, from, to, status];
}

/**
 * @param {number} begunAt milliseconds since the epoch
 * @param {readonly import("./images").Image[]} images
 */
function movedSince(begunAt, images) {
    // A cloud's times may be whole seconds.
    const moved = images.filter(({ finishedAt }) => finishedAt >= Math.floor(begunAt / 1000) * 1000);
    const bytes = moved.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (moved.length > 0)
        return `${moved.length} ${moved.length === 1 ? "image" : "images"} moved: ${sizeText(bytes)}.`;
    const there = images.every(({ status }) => status === "synced");
    return `0 images moved${there ? ": every one is in its target already" : ""}.`;
}

/** @param {import("../clouds").Emulator} emulator */
function askedOf({ requests, registries }) {
    const [all, copying] = [requests.count(), requests.count({ action: COPYING })];
    const [asked, pushed] = [registries.requests.count(), registries.requests.count({ operation: "putManifest" })];
    if (all + asked === 0) return "The clouds got no request.";
    const calls = `The clouds got ${all} requests, ${copying || "none"} of them to copy`;
    return asked === 0 ? `${calls}.` : `${calls}; their registries got ${asked}, ${pushed || "none"} of them to push.`;
}

module.exports = { show };
