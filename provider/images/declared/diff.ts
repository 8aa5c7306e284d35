import { isDeepStrictEqual } from "node:util";
import type { DiffResult } from "../../checks/diffResult";
import type { ImageEnd, ImageSyncOutputs, ImageSyncSpec, SyncedRule } from "../../model";
import { withoutUndefined } from "../../paths";
import { isKnown } from "../../validation/schema";
import { isSettled } from "../record";
import { targetNames } from "./ends";
import { pathFor } from "./path";
import { copyOf, isWholeRule } from "./tags";

/** An image sync as it is recorded. */
type Recorded = ImageSyncSpec & Partial<ImageSyncOutputs>;

/**
 * What the change from the recorded to the declared sync needs. Other ends, another rule or another way is another
 * sync; other tags, and whatever is not synced yet, is an update. A value that is not known yet counts as another.
 */
export function diffImageSync(olds: Recorded, news: ImageSyncSpec): DiffResult {
    const replaces = [
        ...(sameEnd(olds, news, "source") ? [] : ["source"]),
        ...(sameEnd(olds, news, "target") ? [] : ["target"]),
        ...(sameRule(olds.rule, news.rule) ? [] : ["rule"]),
        ...(samePath(olds, news) ? [] : ["via"]),
    ];
    const changes = replaces.length > 0 || updates(olds, news) || hasUnsettled(olds, news);
    return { changes, replaces, deleteBeforeReplace: false };
}

/** Whether an end is the same place, read with whatever credentials. */
function sameEnd(olds: ImageSyncSpec, news: ImageSyncSpec, end: "source" | "target"): boolean {
    return isDeepStrictEqual(placeOf(olds, end), placeOf(news, end));
}

/** An end with its defaults, without what is no part of the place; as given where it is not known. */
function placeOf({ source, target }: ImageSyncSpec, end: "source" | "target"): unknown {
    const { account: _account, ...place }: Partial<ImageEnd> = end === "source" ? source : target;
    return withoutUndefined(end === "source" ? place : { ...place, ...targetNames(source, place) });
}

/** Where it cannot be decided before `up`, the path is taken to stay: it follows from the ends. */
function samePath(olds: ImageSyncSpec, news: ImageSyncSpec): boolean {
    return news.via === undefined || pathFor(olds) === news.via;
}

/**
 * A rule without a name has one that is not known, until it is made: that is no other name. And a rule that is not known
 * at all is the same one being made anew: of everything that hangs on it the engine asks whether it can stay.
 */
function sameRule(before: SyncedRule | undefined, after: SyncedRule | undefined): boolean {
    if (before !== undefined && !isKnown(after)) {
        return true;
    }
    const nameless = after !== undefined && before?.name === undefined && !isKnown(after.name);
    return isDeepStrictEqual(ruleOf(before), ruleOf(nameless ? { ...after, name: undefined } : after));
}

/** What tells a rule from another: it may be made anew, or change its trigger, and is the same to a sync. */
function ruleOf(rule: SyncedRule | undefined): unknown {
    const { source, target, name } = rule ?? {};
    return rule && [source?.cloud, source?.region, source?.instanceId, target?.region, target?.instanceId, name];
}

function updates(olds: ImageSyncSpec, news: ImageSyncSpec): boolean {
    return !(
        isDeepStrictEqual(tagsOf(olds), tagsOf(news)) &&
        olds.tagFilter === news.tagFilter &&
        (olds.override ?? false) === (news.override ?? false) &&
        isDeepStrictEqual(olds.triggers ?? [], news.triggers ?? []) &&
        isDeepStrictEqual(asSet(olds.platforms), asSet(news.platforms)) &&
        (olds.referrers ?? false) === (news.referrers ?? false) &&
        isDeepStrictEqual(takenOf(olds), takenOf(news)) &&
        olds.source?.account === news.source?.account &&
        olds.target?.account === news.target?.account
    );
}

/** The order of platforms means nothing. */
function asSet(list: unknown): unknown {
    return Array.isArray(list) ? new Set(list) : list;
}

/** What decides which repositories and tags the whole rule takes; beside declared tags that does not count. */
function takenOf(spec: ImageSyncSpec): unknown {
    const { repositoryFilter, tagFilter, artifacts = "all" } = spec.rule ?? ({} as Partial<SyncedRule>);
    return isWholeRule(spec) && isKnown(spec.rule) ? [repositoryFilter, tagFilter, artifacts] : undefined;
}

/** The declared tags as a set of pairs; what is not known as it is. */
function tagsOf({ tags }: ImageSyncSpec): unknown {
    if (!Array.isArray(tags)) {
        return tags;
    }
    const pairs = tags.map(copyOf).map(({ source, target }) => JSON.stringify([source, target]));
    return new Set(pairs);
}

/** Whether an image is not synced yet, or not any more: one that was never recorded, too. */
function hasUnsettled({ images }: Recorded, { tags }: ImageSyncSpec): boolean {
    if (images === undefined) {
        return true;
    }
    const declared = Array.isArray(tags) ? tags.map((tag) => copyOf(tag).target) : [];
    return [...declared, ...Object.keys(images)].some(
        (tag) => !isSettled(Object.hasOwn(images, tag) ? images[tag] : undefined),
    );
}
