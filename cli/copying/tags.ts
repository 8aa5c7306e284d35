import type { ImageCloud } from "../../provider/model";
import type { OciOptions, Registry } from "../../provider/oci/registry";
import type { FilterVerdict } from "../../provider/validation/filters/judging";
import { type CopyOptions, UsageError } from "./options";
import { type Reference, shownReference } from "./reference";

/** One image to copy. */
export interface Wanted {
    /** A tag or a digest. */
    readonly source: string;
    /** A tag. */
    readonly target: string;
}

/** The language of a filter. */
interface Dialect {
    judge(filter: string): FilterVerdict;
    matcher(filter: string): (tag: string) => boolean;
}

function globs(): Dialect {
    const { judgeGlob, globMatcher } =
        require("../../provider/validation/filters/glob") as typeof import("../../provider/validation/filters/glob");
    return { judge: (filter) => judgeGlob(filter, "tag"), matcher: globMatcher };
}

function regexes(): Dialect {
    const { judgeRegex, regexMatcher } =
        require("../../provider/validation/filters/regex") as typeof import("../../provider/validation/filters/regex");
    return { judge: (filter) => judgeRegex(filter, "tag"), matcher: regexMatcher };
}

/** What filters are written in, as in the resource: the language of the source's cloud; loaded where there is one. */
const dialects: Readonly<Record<ImageCloud, () => Dialect>> = {
    alibaba: regexes,
    huawei: regexes,
    tencent: globs,
    generic: globs,
};

/** @throws UsageError for what the references and options cannot mean together */
export function checkTags(from: Reference, to: Reference, { tags, tagFilter }: CopyOptions): void {
    const one = from.digest ?? from.tag;
    if (to.digest !== undefined) {
        throw new UsageError("<to> has a digest; allowed: a tag, the digest comes of what is copied");
    }
    if (one !== undefined && (tags !== undefined || tagFilter !== undefined)) {
        throw new UsageError(`<from> names ${one} already; leave out --tags and --tag-filter, or the tag`);
    }
    if (one === undefined && to.tag !== undefined) {
        throw new UsageError("<to> has a tag, but <from> has none; a tag is renamed one at a time");
    }
    if (from.digest !== undefined && from.tag === undefined && to.tag === undefined) {
        throw new UsageError("<from> has a digest and no tag: <to> needs a tag");
    }
    const wrong = tags?.find((tag) => !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag));
    if (wrong !== undefined) {
        throw new UsageError(`--tags: ${JSON.stringify(wrong)} is not a tag; allowed: letters, digits, . _ -`);
    }
    const failure = tagFilter === undefined ? undefined : dialects[from.end.cloud]().judge(tagFilter).failure;
    if (failure !== undefined) {
        throw new UsageError(`--tag-filter: ${JSON.stringify(tagFilter)} ${failure}`);
    }
}

/**
 * The images that are meant; where tags are not named, those of the source, in its order.
 * @throws UsageError where the source's repository is not there, or nothing matches
 */
export async function wantedTags(
    registry: Registry,
    from: Reference,
    to: Reference,
    { tags, tagFilter }: CopyOptions,
    options: OciOptions,
): Promise<Wanted[]> {
    const one = from.digest ?? from.tag;
    if (one !== undefined) {
        return [{ source: one, target: to.tag ?? from.tag ?? "" }];
    }
    const names = tags ?? (await matching(registry, from, tagFilter, options));
    return [...new Set(names)].map((tag) => ({ source: tag, target: tag }));
}

async function matching(
    registry: Registry,
    from: Reference,
    tagFilter: string | undefined,
    options: OciOptions,
): Promise<string[]> {
    const all = await registry.tags(from.path, options);
    if (all === undefined) {
        throw new UsageError(`there is no repository ${shownReference(from)}`);
    }
    const taken = tagFilter === undefined ? all : all.filter(dialects[from.end.cloud]().matcher(tagFilter));
    if (taken.length === 0) {
        const what = tagFilter === undefined ? "" : ` that matches ${JSON.stringify(tagFilter)}`;
        throw new UsageError(`${shownReference(from)} has no tag${what}`);
    }
    return taken;
}
