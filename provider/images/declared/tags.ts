import { ImageSyncError } from "../../errors";
import type { ImageCloud, ImageSyncSpec, TagPair } from "../../model";
import type { Copy } from "../../registry";

/** How many tags a filter may take where nothing is said. */
export const usualMaxTags = 100;

/** A declared tag as a pair of names. */
export function copyOf(tag: string | TagPair): Copy {
    return typeof tag === "string"
        ? { source: tag, target: tag }
        : { source: tag.source, target: tag.target ?? tag.source };
}

/** Whether a sync is of everything that its rule takes: neither tags nor a filter are declared beside the rule. */
export function isWholeRule({
    tags,
    tagFilter,
    rule,
}: {
    tags?: unknown;
    tagFilter?: unknown;
    rule?: unknown;
}): boolean {
    return tags === undefined && tagFilter === undefined && rule !== undefined;
}

/** The declared tags; undefined where a filter, or the whole rule, decides when the sync runs. */
export function copiesOf({ tags }: Pick<ImageSyncSpec, "tags">): Copy[] | undefined {
    return tags?.map(copyOf);
}

/** For the error of a filter that takes too many tags. */
export interface FilterSubject {
    readonly cloud: ImageCloud;
    /** The filter in a person's words: `tagFilter "v.*"`. */
    readonly what: string;
    /** What may be narrowed. Default: `tagFilter`. */
    readonly narrow?: string;
}

/** So many tags are named in an error. */
const namedTags = 10;

/**
 * The tags that a filter takes, each once, sorted by their characters' codes.
 * @throws ImageSyncError `invalid` when there are more than `maxTags`, with their number and the first ten
 */
export function takenBy(
    tags: Iterable<string>,
    matcher: (tag: string) => boolean,
    maxTags: number | undefined,
    subject: FilterSubject,
): string[] {
    const taken = [...new Set(tags)].filter((tag) => matcher(tag)).sort();
    refuseMore(taken, maxTags, subject);
    return taken;
}

/** @throws ImageSyncError as `takenBy` does */
export function refuseMore(
    taken: readonly string[],
    maxTags: number | undefined,
    { cloud, what, narrow = "tagFilter" }: FilterSubject,
): void {
    const most = maxTags ?? usualMaxTags;
    if (taken.length <= most) {
        return;
    }
    const first = taken.slice(0, namedTags);
    const which = first.length < taken.length ? `the first ${first.length} are` : "they are";
    throw new ImageSyncError({
        kind: "invalid",
        cloud,
        action: "sync",
        problem: `${what} takes ${taken.length} tags, and maxTags is ${most}; ${which} ${first.join(", ")}`,
        advice: `narrow ${narrow}, or raise maxTags`,
    });
}
