import type { Outcome, Summary } from "../outcome";
import { type Reference, shownReference } from "../reference";

const units = ["kB", "MB", "GB", "TB"];

/** Decimal units, as networks and registries count: `12.3 MB`. */
export function bytesText(bytes: number): string {
    let [value, unit] = [bytes, "B"];
    for (const larger of units) {
        if (value < 999.5) {
            break;
        }
        [value, unit] = [value / 1000, larger];
    }
    return unit === "B" ? `${value} B` : `${value.toFixed(value < 99.95 ? 1 : 0)} ${unit}`;
}

/** One image for people. */
export function lineOf(outcome: Outcome, from: Reference, to: Reference): string {
    const { tag, status, digest = "", movedBytes, movedBlobs, referrers, seconds, error } = outcome;
    const target = shownReference(to, tag);
    if (status === "failed" || status === "cancelled") {
        return `${status} ${shownReference(from, outcome.source ?? tag)} -> ${target}: ${error}`;
    }
    const referring = referrers === undefined ? "" : `, ${referrers} referrers`;
    const moved = `${bytesText(movedBytes)} in ${movedBlobs} blobs, ${seconds.toFixed(1)} s`;
    return status === "copied"
        ? `copied ${target} ${digest} (${moved}${referring})`
        : `unchanged ${target} ${digest}${referring === "" ? "" : ` (${referring.slice(2)})`}`;
}

export function summaryLine({ copied, unchanged, failed, cancelled, movedBytes, seconds }: Summary): string {
    const counts = [
        `${copied} copied`,
        `${unchanged} unchanged`,
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ];
    return `${counts.join(", ")}; ${bytesText(movedBytes)} moved in ${seconds.toFixed(1)} s`;
}
