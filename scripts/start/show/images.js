"use strict";

const { resourcesOf } = require("./state");

/**
 * A ManualImageSync of the stack.
 *
 * @typedef {object} ImageSync
 * @property {string} name logical name in the program
 * @property {string} cloud
 * @property {Endpoint} source
 * @property {Endpoint} target with namespace, and with repository but where a whole rule is synced
 * @property {readonly string[]} tags those declared, in the source; none where a whole rule is synced
 * @property {"cloud" | "registry"} via how the images travel
 * @property {boolean} override
 * @property {readonly Image[]} images in the order of declaration
 */

/**
 * One image of a sync, in words.
 *
 * @typedef {object} Image
 * @property {Endpoint} target with namespace and repository
 * @property {string} tag in the target
 * @property {string} image `shop:1.4.2`
 * @property {string} from `cri-hub staging/shop`; a Huawei registry is named by its region
 * @property {string} to
 * @property {string} status
 * @property {string} digest a short one; "" where the target holds none
 * @property {string} size
 * @property {string} time how long its task took; "" where there was none
 * @property {number} finishedAt milliseconds since the epoch; NaN where no task brought it
 * @property {number} sizeBytes
 */

/**
 * What a ManualImageSync resource has in state, as far as it is read here.
 *
 * @typedef {object} Outputs
 * @property {Endpoint} source
 * @property {Endpoint} target
 * @property {readonly (string | { source: string })[]} [tags]
 * @property {boolean} override
 * @property {"cloud" | "registry"} [via]
 * @property {Record<string, Recorded>} [images] by tag in the target, or by `repository:tag` of a whole rule
 *
 * @typedef {import("./rules").Endpoint} Endpoint
 * @typedef {{ status: string, digest?: string, sizeBytes?: number, startedAt?: string, finishedAt?: string }} Recorded
 */

/** Digits of a digest that tell images apart for the eye. */
const DIGEST_DIGITS = 12;

/**
 * The image syncs of a stack, in the order of cloud and name.
 *
 * @param {import("./state").StackExport} exported
 * @returns {ImageSync[]}
 */
function imageSyncsOf(exported) {
    const syncs = resourcesOf(exported, "ManualImageSync").map(({ name, outputs }) =>
        imageSyncOf(name, /** @type {Outputs} */ (outputs)),
    );
    return syncs.sort((a, b) => (`${a.cloud} ${a.name}` < `${b.cloud} ${b.name}` ? -1 : 1));
}

/**
 * @param {string} name
 * @param {Outputs} outputs
 * @returns {ImageSync}
 */
function imageSyncOf(name, { source, target, tags = [], override, via = "cloud", images = {} }) {
    return {
        name,
        cloud: source.cloud,
        source,
        target,
        tags: tags.map((tag) => (typeof tag === "string" ? tag : tag.source)),
        override,
        via,
        images: Object.entries(images).map(([key, recorded]) => imageOf(key, recorded, { source, target })),
    };
}

/**
 * @param {string} key tag, or `repository:tag`
 * @param {Recorded} recorded
 * @param {{ source: Endpoint, target: Endpoint }} ends
 * @returns {Image}
 */
function imageOf(key, { status, digest, sizeBytes = 0, startedAt = "", finishedAt = "" }, ends) {
    const tag = key.slice(key.lastIndexOf(":") + 1);
    // A rule may give the target's repository a name of its own only where the source names one, too.
    const ofKey = key === tag ? undefined : key.slice(0, key.lastIndexOf(":"));
    const source = { ...ends.source, repository: ends.source.repository ?? ofKey };
    const target = { ...ends.target, repository: ends.target.repository ?? ofKey };
    const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
    return {
        target,
        tag,
        image: `${target.repository?.slice(target.repository.lastIndexOf("/") + 1)}:${tag}`,
        from: placeOf(source),
        to: placeOf(target),
        status,
        digest: digest === undefined ? "" : digest.slice(0, digest.indexOf(":") + 1 + DIGEST_DIGITS),
        size: sizeBytes > 0 ? sizeText(sizeBytes) : "",
        time: Number.isFinite(seconds) ? timeText(seconds) : "",
        finishedAt: Date.parse(finishedAt),
        sizeBytes,
    };
}

/**
 * `cri-hub staging/shop`; a Huawei registry is named by its region.
 *
 * @param {Endpoint} end
 */
function placeOf({ region, instanceId, namespace, repository }) {
    return `${instanceId ?? region} ${namespace}/${repository}`;
}

/** @param {number} bytes */
function sizeText(bytes) {
    return bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} seconds */
function timeText(seconds) {
    return seconds < 1 ? "< 1 s" : `${Number(seconds.toFixed(1))} s`;
}

/**
 * A tag that may come after the newest of a release.
 *
 * @param {readonly ImageSync[]} syncs
 */
function nextTag(syncs) {
    const newest = syncs[0]?.tags.at(-1) ?? "";
    const [, before, number] = /^(.*?)(\d{1,9})$/.exec(newest) ?? ["", "1.0.", "-1"];
    return `${before}${Number(number) + 1}`;
}

module.exports = { imageSyncsOf, sizeText, nextTag, placeOf };
