"use strict";

const { resourcesOf } = require("./state");

/**
 * One end of a rule, in words.
 *
 * @typedef {object} End
 * @property {string} registry `cn-hangzhou/cri-hub`; on Huawei, which has one registry for each region, `cn-north-4`
 * @property {string} path `prod/api`, or `prod/*` for a whole namespace
 */

/**
 * A rule of the stack.
 *
 * @typedef {object} Rule
 * @property {string} name logical name in the program
 * @property {string} cloud
 * @property {End} from
 * @property {End} to
 * @property {string} filter `all` where the rule has none
 * @property {string} id the resource's id
 * @property {Outputs} outputs
 */

/**
 * What a RepoSyncRule resource has in state.
 *
 * @typedef {object} Outputs
 * @property {Endpoint} source
 * @property {Endpoint} target
 * @property {string} ruleId
 * @property {string} [name]
 * @property {string} [repositoryFilter]
 * @property {string} [tagFilter]
 */

/**
 * @typedef {object} Endpoint
 * @property {"alibaba" | "tencent" | "huawei"} cloud
 * @property {string} region
 * @property {string} [instanceId]
 * @property {string} namespace
 * @property {string} [repository]
 */

/**
 * The rules of a stack, in the order of cloud and name.
 *
 * @param {import("./state").StackExport} exported
 * @returns {Rule[]}
 */
function rulesOf(exported) {
    const rules = resourcesOf(exported, "RepoSyncRule").map(({ name, id, outputs }) =>
        ruleOf(name, id, /** @type {Outputs} */ (outputs)),
    );
    return rules.sort((a, b) => (`${a.cloud} ${a.name}` < `${b.cloud} ${b.name}` ? -1 : 1));
}

/**
 * @param {string} name
 * @param {string} id
 * @param {Outputs} outputs
 * @returns {Rule}
 */
function ruleOf(name, id, outputs) {
    const { source, target } = outputs;
    // Where a target names no repository, images keep the name of theirs.
    const repository = target.repository ?? source.repository;
    return {
        name,
        cloud: source.cloud,
        from: endOf(source, source.repository),
        to: endOf(target, repository),
        filter: filterOf(outputs),
        id,
        outputs,
    };
}

/**
 * @param {Endpoint} endpoint
 * @param {string | undefined} repository
 * @returns {End}
 */
function endOf({ region, instanceId, namespace }, repository) {
    const registry = instanceId === undefined ? region : `${region}/${instanceId}`;
    return { registry, path: `${namespace}/${repository ?? "*"}` };
}

/** @param {Outputs} outputs */
function filterOf({ repositoryFilter, tagFilter }) {
    const parts = [repositoryFilter && `repositories ${repositoryFilter}`, tagFilter && `tags ${tagFilter}`];
    return parts.filter(Boolean).join(", ") || "all";
}

module.exports = { rulesOf };
