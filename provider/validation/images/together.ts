import { valueAt } from "../../paths";
import { isWholeRule } from "../../images/declared/tags";
import { isGiven, isKnown, shown } from "../schema";
import type { ImageSchema, Kept } from "./schema";
import type { Route } from "./shape";
import { knownCopies, type PlacedCopy, repeatedFailures } from "./tags";

type Args = Record<string, unknown>;

/** What args get wrong together; only asked about args that are each right, with their defaults. */
export function togetherFailures({ from, to, path }: Route, args: Args): string[] {
    const copies = knownCopies(args.tags);
    const here = from.cloud === to.cloud;
    const call = path === "cloud" ? from.call : undefined;
    const kept = call?.keeps(args) ?? {};
    return [
        ...repeatedFailures(copies),
        ...boundFailures(args),
        ...(path === "registry" ? waitFailures(args) : []),
        ...(kept.tags === undefined ? [] : renamedFailures(copies, kept.tags)),
        ...(kept.repository === undefined ? [] : movedFailures(args, kept.repository)),
        ...(here ? selfFailures(from, args, copies, kept, call?.choose ?? from.place.choose) : []),
        ...(here ? (from.together?.(args) ?? []) : []),
        ...(call?.together(args) ?? []),
    ];
}

function boundFailures({ tags, maxTags }: Args): string[] {
    return Array.isArray(tags) && typeof maxTags === "number" && tags.length > maxTags
        ? [`maxTags: ${maxTags}, but tags names ${tags.length}; raise it, or leave it out: it is there for tagFilter`]
        : [];
}

function waitFailures({ wait }: Args): string[] {
    return wait === false
        ? [
              "wait: false is not possible with a registry copy: it runs in Pulumi's own process and ends with it; leave it out",
          ]
        : [];
}

function renamedFailures(copies: readonly PlacedCopy[], why: string): string[] {
    return copies
        .filter(({ source, target }) => source !== target)
        .map(({ path, source, target }) => `${path}.target: ${shown(target)} is not ${shown(source)}; ${why}`);
}

function movedFailures(args: Args, why: string): string[] {
    const [from, to] = [valueAt(args, "source.repository"), valueAt(args, "target.repository")];
    return isGiven(from) && isGiven(to) && from !== to
        ? [`target.repository: ${shown(to)} is not the source's, ${shown(from)}; ${why}`]
        : [];
}

/** A tag onto itself copies nothing. */
function selfFailures(
    { place }: ImageSchema,
    args: Args,
    copies: readonly PlacedCopy[],
    kept: Kept,
    choose: string,
): string[] {
    const [from, to] = [place.parts(args.source as Args), place.parts(args.target as Args)];
    if (!from.every((part, i) => part === to[i] && isKnown(part))) {
        return [];
    }
    const onto = copies.filter(({ source, target }) => source === target);
    const everyTag = Array.isArray(args.tags) && onto.length === args.tags.length;
    if (kept.tags !== undefined || isGiven(args.tagFilter) || everyTag || isWholeRule(args)) {
        return [`target: the same place as source; a sync onto itself copies nothing: choose ${choose}`];
    }
    const wayOut = "source and target are one repository: give it another target tag, or leave it out";
    return onto.map(({ path, target }) => `${path}: ${shown(target)} onto itself; ${wayOut}`);
}
