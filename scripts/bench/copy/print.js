"use strict";

/**
 * The run in the middle by its seconds.
 *
 * @param {readonly import("./measure").Cost[]} costs
 * @returns {import("./measure").Cost}
 */
function median(costs) {
    const sorted = [...costs].sort((a, b) => a.seconds - b.seconds);
    const middle = sorted[Math.floor((sorted.length - 1) / 2)];
    if (middle === undefined) throw new Error("nothing was measured");
    return middle;
}

function header() {
    return [
        "| row | run | by | seconds | MB moved | requests | peak MB | seconds, ratio to skopeo |",
        "|-|-|-|-:|-:|-:|-:|-:|",
    ].join("\n");
}

/**
 * @param {string} title
 * @param {string} step
 * @param {string} name
 * @param {import("./measure").Cost} cost
 * @param {import("./measure").Cost} theirs
 */
function line(title, step, name, cost, theirs) {
    const megabytes = (/** @type {number | undefined} */ bytes) =>
        bytes === undefined ? "-" : (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
    const cells = [
        ...[title, step === "first" ? "first" : "nothing to do", name, cost.seconds.toFixed(2)],
        ...[megabytes(cost.movedBytes), cost.requests, megabytes(cost.peakBytes)],
        (cost.seconds / theirs.seconds).toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
}

module.exports = { median, header, line };
