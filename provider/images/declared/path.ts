import type { ImagePath, ImageSyncSpec } from "../../model";
import { valueAt } from "../../paths";
import type { ImageSchema } from "../../validation/images/schema";
import { isGiven, shown } from "../../validation/schema";

/**
 * How the images of a sync travel. `check` has decided it; a sync that was recorded before there was a choice goes by
 * the cloud's call.
 */
export function pathFor({ via }: Pick<ImageSyncSpec, "via">): ImagePath {
    return via ?? "cloud";
}

/** What `check` decides about the path. */
export interface Decision {
    /** Undefined while something that it depends on is not known, and where there is a failure. */
    readonly path?: ImagePath;
    readonly failures: readonly string[];
}

/** The path that is declared, or else the cloud's call where it reaches from one end to the other. */
export function decidePath(from: ImageSchema, to: ImageSchema, args: Record<string, unknown>): Decision {
    const { via } = args;
    const { reaches, why } = reachOf(from, to, args);
    if (via === "cloud" && reaches === false) {
        return { failures: [`via: "cloud" is not possible: ${why}; leave it out, or write "registry"`] };
    }
    if (via === "cloud" || via === "registry") {
        return { path: via, failures: [] };
    }
    return via === undefined && reaches !== undefined
        ? { path: reaches ? "cloud" : "registry", failures: [] }
        : { failures: [] };
}

/** Whether the cloud's call gets from one end to the other, or why not; undefined: not known yet. */
function reachOf(from: ImageSchema, to: ImageSchema, args: Record<string, unknown>) {
    const ends = `${from.product} and ${to.product}`;
    if (from.cloud !== to.cloud) {
        return { reaches: false, why: `a cloud's own call stays inside one cloud, and these are ${ends}` };
    }
    if (from.call === undefined) {
        return { reaches: false, why: `${from.product} has no call that copies an image` };
    }
    const { within, reach } = from.call;
    const pairs = within.map((field) => [valueAt(args, `source.${field}`), valueAt(args, `target.${field}`)]);
    const apart = pairs.find(([one, other]) => isGiven(one) && isGiven(other) && one !== other);
    if (apart !== undefined) {
        return {
            reaches: false,
            why: `${from.product} has a call ${reach} alone, and these are ${apart.map(shown).join(" and ")}`,
        };
    }
    return { reaches: pairs.every((pair) => pair.every(isGiven)) ? true : undefined };
}
