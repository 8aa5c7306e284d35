import type { ImageSyncSpec } from "../../model";
import { copyOf } from "./tags";

type Tags = NonNullable<ImageSyncSpec["tags"]>;

/**
 * The declared tags, those that are recorded first and in the recorded order: the engine compares lists place by place,
 * so only then does a preview show each tag that is added, or that a read has left out, under its name.
 * @param recorded whatever was declared before, if anything
 */
export function inRecordedOrder(declared: Tags, recorded: unknown): Tags {
    const places = new Map(Array.isArray(recorded) ? (recorded as Tags).map((tag, place) => [keyOf(tag), place]) : []);
    const placeOf = (tag: Tags[number]) => places.get(keyOf(tag)) ?? Infinity;
    const known = declared.filter((tag) => places.has(keyOf(tag)));
    return [
        ...known.sort((one, other) => placeOf(one) - placeOf(other)),
        ...declared.filter((tag) => !places.has(keyOf(tag))),
    ];
}

/** A tag as a pair; one that is not known yet as it is. */
function keyOf(tag: Tags[number]): string {
    const { source, target } = copyOf(tag);
    return JSON.stringify([source, target]);
}
