"use strict";

/**
 * What somebody could do in a cloud's own console, or with `docker push`.
 *
 * @typedef {object} Console
 * @property {(rule: Rule) => string} changeRule what was changed, in words
 * @property {(rule: Rule) => void} removeRule
 * @property {(end: Endpoint, tag: string) => boolean} holds whether a repository has a tag
 * @property {(end: Endpoint, tag: string) => void} push builds an image anew and pushes it: a tag that is there moves
 * @property {(end: Endpoint, tag: string) => void} removeTag
 *
 * @typedef {import("./show/rules").Rule} Rule
 * @typedef {import("./show/rules").Endpoint} Endpoint
 * @typedef {import("./clouds").Emulator} Emulator
 */

/** What a build of the demo's release weighs: a slim base, a runtime with its packages, the application. */
const LAYER_BYTES = [1_326_484, 3_713_020, 680_551];
const IMAGE_BYTES = LAYER_BYTES.reduce((sum, bytes) => sum + bytes, 0);

/**
 * @param {Emulator} emulator
 * @returns {Record<string, Console>}
 */
function consoles({ alibaba, tencent, huawei }) {
    return { alibaba: alibabaConsole(alibaba), tencent: tencentConsole(tencent), huawei: huaweiConsole(huawei) };
}

/**
 * @param {Emulator["alibaba"]} alibaba
 * @returns {Console}
 */
function alibabaConsole(alibaba) {
    /** @returns {[instanceId: string, namespace: string, repository: string]} */
    const place = (/** @type {Endpoint} */ { instanceId = "", namespace, repository = "" }) => [
        instanceId,
        namespace,
        repository,
    ];
    return {
        changeRule: ({ outputs }) => {
            alibaba.changeRule(outputs.ruleId, { tagFilter: "nightly-.*" });
            return "takes the tags nightly-.* instead";
        },
        removeRule: ({ outputs }) => alibaba.removeRule(outputs.ruleId),
        holds: ({ instanceId = "", namespace, repository }, tag) =>
            alibaba
                .repositories(instanceId, namespace)
                .some(({ name, tags }) => name === repository && tags.some((each) => each.name === tag)),
        push: (end, tag) => void alibaba.pushTag(...place(end), tag, { layerBytes: LAYER_BYTES }),
        removeTag: (end, tag) => alibaba.removeTag(...place(end), tag),
    };
}

/**
 * @param {Emulator["tencent"]} tencent
 * @returns {Console}
 */
function tencentConsole(tencent) {
    /** @returns {[registryId: string, name: string]} */
    const key = (/** @type {Rule} */ { outputs: { source, name = "" } }) => [source.instanceId ?? "", name];
    /** @returns {[registryId: string, path: string]} */
    const place = (/** @type {Endpoint} */ end) => [end.instanceId ?? "", pathOf(end)];
    return {
        changeRule: (rule) => {
            tencent.changeRule(...key(rule), { enabled: false });
            return "switched off";
        },
        removeRule: (rule) => tencent.removeRule(...key(rule)),
        holds: (end, tag) => tencent.findTag(...place(end), tag) !== undefined,
        push: (end, tag) => void tencent.pushTag(...place(end), tag, build(end, tag)),
        removeTag: (end, tag) => tencent.removeTag(...place(end), tag),
    };
}

/**
 * @param {Emulator["huawei"]} huawei
 * @returns {Console}
 */
function huaweiConsole(huawei) {
    /** @returns {[region: string, path: string, target: { remoteRegionId: string, remoteNamespace: string }]} */
    const key = (/** @type {Rule} */ { outputs: { source, target } }) => [
        source.region,
        pathOf(source),
        { remoteRegionId: target.region, remoteNamespace: target.namespace },
    ];
    return {
        changeRule: (rule) => {
            const override = huawei.findRule(...key(rule))?.override === true;
            huawei.changeRule(...key(rule), { override: !override });
            return `override is ${!override}`;
        },
        removeRule: (rule) => huawei.removeRule(...key(rule)),
        holds: (end, tag) => huawei.findTag(end.region, pathOf(end), tag) !== undefined,
        push: (end, tag) => void huawei.pushTag(end.region, pathOf(end), tag, build(end, tag)),
        removeTag: (end, tag) => huawei.removeTag(end.region, pathOf(end), tag),
    };
}

/** @param {Endpoint} end */
function pathOf({ namespace, repository = "" }) {
    return `${namespace}/${repository}`;
}

/**
 * An image that differs from every one before.
 *
 * @param {Endpoint} end
 * @param {string} tag
 */
function build(end, tag) {
    return { content: `${pathOf(end)}:${tag}, built ${new Date().toISOString()}`, sizeBytes: IMAGE_BYTES };
}

module.exports = { consoles };
