"use strict";

/**
 * What `pulumi stack export` prints, as far as it is read here.
 *
 * @typedef {object} StackExport
 * @property {{ resources?: readonly { urn: string, type: string, id?: string, outputs?: object }[] }} deployment
 */

/**
 * The resources of one of this package's types, in the order of the state.
 *
 * @param {StackExport} exported
 * @param {"RepoSyncRule" | "ManualImageSync"} type
 * @returns {{ name: string, id: string, outputs: object }[]} name is the logical one in the program
 */
function resourcesOf({ deployment }, type) {
    const resources = deployment.resources ?? [];
    return resources
        .filter((resource) => resource.type === `pulumi-nodejs:dynamic/imagesync:${type}`)
        .map(({ urn, id = "", outputs = {} }) => ({ name: urn.slice(urn.lastIndexOf("::") + 2), id, outputs }));
}

module.exports = { resourcesOf };
