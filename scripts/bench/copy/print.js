"use strict";

/**
 * The fastest run: what else a machine does can make a run slower, never faster.
 *
 * @param {readonly import("./measure").Cost[]} costs
 * @returns {import("./measure").Cost}
 */
function fastest(costs) {
    const [first] = [...costs].sort((a, b) => a.seconds - b.seconds);
    if (first === undefined) throw new Error("nothing was measured");
    return first;
}

function header() {
    return [
        "| row | by | seconds | MB moved | requests | peak MB | seconds, ratio to skopeo |",
        "|-|-|-:|-:|-:|-:|-:|",
    ].join("\n");
}

/**
 * @param {string} title
 * @param {string} name
 * @param {import("./measure").Cost} cost
 * @param {import("./measure").Cost} theirs
 */
function line(title, name, cost, theirs) {
    const megabytes = (/** @type {number | undefined} */ bytes) =>
        bytes === undefined ? "-" : (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
    const cells = [
        ...[title, name, cost.seconds.toFixed(2)],
        ...[megabytes(cost.movedBytes), cost.requests, megabytes(cost.peakBytes)],
        (cost.seconds / theirs.seconds).toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
}

/**
 * Runs one after the other as if they were one.
 *
 * @param {readonly import("./measure").Cost[]} costs
 * @returns {import("./measure").Cost}
 */
function sum(costs) {
    const peaks = costs.map(({ peakBytes }) => peakBytes ?? 0);
    return {
        seconds: costs.reduce((all, { seconds }) => all + seconds, 0),
        movedBytes: costs.reduce((all, { movedBytes }) => all + movedBytes, 0),
        requests: costs.reduce((all, { requests }) => all + requests, 0),
        peakBytes: Math.max(...peaks) || undefined,
    };
}

/**
 * One part of the last row by itself.
 *
 * @param {string} title
 * @param {ReadonlyMap<string, import("./measure").Cost>} byName
 */
function apart(title, byName) {
    const each = [...byName].map(
        ([name, { seconds, requests }]) => `${name} ${seconds.toFixed(2)} s, ${requests} requests`,
    );
    return `nothing to do, ${title}: ${each.join("; ")}`;
}

module.exports = { apart, fastest, header, line, sum };
