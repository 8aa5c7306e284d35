"use strict";

const path = require("node:path");
const { findProgram, pathFolders } = require("../../setup/cli/layout");
const { root } = require("../../setup/checkout");

/**
 * One way to copy.
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {(source: string, target: string, row: import("./rows").Row) => string[]} command from host to host
 */

/** @type {Column} */
const ours = {
    name: "ours",
    command: (source, target, { repository, tag }) => [
        ...[process.execPath, path.join(root, "dist/cli/main.js"), "copy", "--json"],
        ...(tag === undefined
            ? [`${source}/${repository}`, `${target}/${repository}`]
            : [`${source}/${repository}:${tag}`, `${target}/${repository}:${tag}`]),
    ],
};

const plainHttp = ["--src-tls-verify=false", "--dest-tls-verify=false", "--src-no-creds", "--dest-no-creds"];

/** @type {Column} */
const skopeo = {
    name: "skopeo",
    command: (source, target, { repository, tag }) =>
        tag === undefined
            ? // It puts the last part of the repository's path after the destination.
              [
                  ...[
                      "skopeo",
                      "--insecure-policy",
                      "sync",
                      "--all",
                      ...plainHttp,
                      "--src",
                      "docker",
                      "--dest",
                      "docker",
                  ],
                  ...[`${source}/${repository}`, `${target}/${path.posix.dirname(repository)}`],
              ]
            : [
                  ...["skopeo", "--insecure-policy", "copy", "--all", ...plainHttp],
                  ...[`docker://${source}/${repository}:${tag}`, `docker://${target}/${repository}:${tag}`],
              ],
};

/** @param {string} program @returns {Column} */
const crane = (program) => ({
    name: "crane",
    command: (source, target, { repository, tag }) =>
        tag === undefined
            ? [program, "copy", "--insecure", "--all-tags", `${source}/${repository}`, `${target}/${repository}`]
            : [program, "copy", "--insecure", `${source}/${repository}:${tag}`, `${target}/${repository}:${tag}`],
});

/** The ways that there are on this machine. @returns {Column[]} */
function columns(env = process.env) {
    const built = findProgram("crane", [...pathFolders(env), ...(env.GOBIN ? [env.GOBIN] : [])]);
    return [ours, skopeo, ...(built === undefined ? [] : [crane(built)])];
}

module.exports = { columns };
