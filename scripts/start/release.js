"use strict";

const { consoles } = require("./consoles");
const { deploy } = require("./deploy");
const { imageSyncsOf, nextTag, placeOf } = require("./show/images");

/** What the program calls the release's tags in its configuration. */
const KEY = "tags";
/** A tag as the OCI distribution specification has it. */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * Pushes a tag to the sources, adds it to the release, and deploys that.
 *
 * @type {import("./commands").Command["run"]}
 */
async function release(session, [tag, ...options]) {
    if (tag === undefined) throw new Error("release needs a tag, as in: npm start -- release 1.4.3");
    if (!TAG.test(tag)) {
        const rule = "up to 128 letters, digits, dots, hyphens and underscores, and begins with no dot or hyphen";
        throw new Error(`${JSON.stringify(tag)} is no tag; a tag has ${rule}`);
    }
    const syncs = releasesOf(imageSyncsOf(await session.engine.export()));
    if (syncs.length === 0) throw new Error("nothing is deployed yet: begin with npm start");
    const tags = await releasedTags(session, syncs);
    const isThere = syncs.every(({ images }) => images.some((image) => image.tag === tag && image.status === "synced"));
    if (isThere) throw new Error(`${tag} is released already; the tags are ${tags.join(", ")}; try ${nextTag(syncs)}`);
    push(syncs, tag, consoles(session.emulator));
    if (!tags.includes(tag)) await session.engine.configure(KEY, [...tags, tag]);
    console.log(`\nup syncs ${tag}, and nothing else:`);
    return deploy(session, options);
}

/**
 * Those that name tags: what is synced by a whole rule is no release.
 *
 * @param {readonly import("./show/images").ImageSync[]} syncs
 */
function releasesOf(syncs) {
    return syncs.filter(({ tags }) => tags.length > 0);
}

/**
 * Those that the configuration names. It has none before the first release of this kind; then they are the program's.
 *
 * @param {import("./session").Session} session
 * @param {readonly import("./show/images").ImageSync[]} syncs
 * @returns {Promise<readonly string[]>}
 */
async function releasedTags({ engine }, syncs) {
    const tags = await engine.configured(KEY);
    if (Array.isArray(tags)) return tags;
    // The order is that of a sync that takes all of them; others take the newest alone.
    const fullest = [...syncs].sort((one, other) => other.tags.length - one.tags.length);
    return [...new Set(fullest.flatMap((sync) => sync.tags))];
}

/**
 * Pushes a tag to every source that does not have it; several syncs may have one source.
 *
 * @param {readonly import("./show/images").ImageSync[]} syncs
 * @param {string} tag
 * @param {ReturnType<typeof consoles>} hands
 */
function push(syncs, tag, hands) {
    console.log("A build pipeline pushes to the sources:");
    const sources = new Map(syncs.map(({ source }) => [placeOf(source), source]));
    for (const [place, source] of sources) {
        const hand = hands[source.cloud];
        if (!hand) continue;
        const isThere = hand.holds(source, tag);
        if (!isThere) hand.push(source, tag);
        console.log(`  ${source.cloud}: ${place}:${tag}${isThere ? " is there already" : ""}`);
    }
}

module.exports = { release };
