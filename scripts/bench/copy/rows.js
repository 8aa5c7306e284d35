"use strict";

const { randomBytes } = require("node:crypto");
const { gzipSync } = require("node:zlib");
const { Layout, tar } = require("../../../tests/tools/images");
const { Skopeo } = require("../../../tests/tools/skopeo");

/**
 * What is copied.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {string} repository
 * @property {string} [tag] the one that is copied; absent: all
 * @property {(host: string) => Promise<void>} fill pushes the images, by skopeo
 * @property {(source: string, target: string) => Promise<void>} verify throws where the target is not what the source is
 */

/**
 * @param {number} megabytes size of the large image
 * @returns {Row[]}
 */
function rows(megabytes) {
    return [
        row("big", `1 image of ${megabytes} MB in 8 layers`, 1, (layout) => {
            const layers = Array.from({ length: 8 }, () => layer(layout, (megabytes / 8) * 1024 * 1024));
            return () => layers;
        }),
        row("tags", "50 tags that share their layers", 50, (layout) => {
            const shared = Array.from({ length: 10 }, () => layer(layout, 2 * 1024 * 1024));
            return () => [...shared, layer(layout, 64 * 1024)];
        }),
        row("small", "200 small images", 200, (layout) => () => {
            return Array.from({ length: 3 }, () => layer(layout, 20 * 1024));
        }),
    ];
}

/**
 * @param {string} name
 * @param {string} title
 * @param {number} count of images, each under a tag
 * @param {(layout: Layout) => () => import("../../../tests/tools/images").Content[]} prepare gives what makes the layers
 *     of each image
 * @returns {Row}
 */
function row(name, title, count, prepare) {
    const repository = `bench/${name}`;
    const tags = Array.from({ length: count }, (_, at) => `v${at}`);
    const tag = count === 1 ? tags[0] : undefined;
    const fill = async (/** @type {string} */ host) => {
        const layout = new Layout();
        const skopeo = new Skopeo();
        try {
            const layers = prepare(layout);
            for (const tag of tags)
                await skopeo.copy(layout.name(tag, layout.image(layers())), `${host}/${repository}:${tag}`);
        } finally {
            layout.remove();
            skopeo.remove();
        }
    };
    const verify = async (/** @type {string} */ source, /** @type {string} */ target) => {
        for (const tag of tags) {
            const [from, to] = await Promise.all([source, target].map((host) => manifestOf(host, repository, tag)));
            if (from !== to) throw new Error(`${repository}:${tag} differs in the target`);
        }
    };
    return { name, title, repository, tag, fill, verify };
}

/**
 * Random bytes in a tar in a gzip that does not try: nobody can make it smaller, and skopeo sees that it is compressed.
 *
 * @param {Layout} layout
 * @param {number} bytes
 */
function layer(layout, bytes) {
    const archive = gzipSync(tar("random", randomBytes(bytes)), { level: 0 });
    return layout.blob("application/vnd.oci.image.layer.v1.tar+gzip", archive);
}

/**
 * @param {string} host
 * @param {string} repository
 * @param {string} tag
 */
async function manifestOf(host, repository, tag) {
    const response = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
        headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
    });
    if (!response.ok) throw new Error(`${host}/${repository}:${tag}: ${response.status}`);
    return response.text();
}

module.exports = { rows };
