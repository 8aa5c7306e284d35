import { z } from "zod";
import { usualMaxTags } from "../images/declared/tags";
import type { ImageCloud } from "../model";
import type { Validation } from "../registry";
import { valueAt } from "../paths";
import { fillDefaults, samePlace } from "./args";
import { type Judge, judgeFilters } from "./filters/judging";
import { report, type Vocabulary } from "./report";
import { flag, hidden, isGiven, known, shown, text, wholeNumber } from "./schema";
import { ruleFailures, takesNamespace, withRuleEnds } from "./syncedRule";
import { knownCopies, type PlacedCopy, repeatedFailures, tagFailures } from "./tags";

type Args = Record<string, unknown>;

/** Names that a path keeps, with the reason and the way out. */
export interface Kept {
    readonly tags?: string;
    readonly repository?: string;
}

/** Image syncs within one cloud as schemas; keys with `optional()` may be left out. */
export interface ImageSchema {
    readonly cloud: ImageCloud;
    /** For sentences: `an image sync on Alibaba Cloud CR EE`. */
    readonly what: string;
    readonly source: Readonly<Record<string, z.ZodType>>;
    readonly target: Readonly<Record<string, z.ZodType>>;
    /** Options that other clouds do not have. */
    readonly options: Readonly<Record<string, z.ZodType>>;
    readonly elsewhere: Readonly<Record<string, string>>;
    /** Judges `tagFilter`, which is matched against whole tags. */
    readonly judge: Judge;
    /** Fields that make two ends one place, and what to choose otherwise. */
    readonly place: { readonly fields: readonly string[]; readonly choose: string };
    readonly keeps: (args: Args) => Kept;
    /** Whether the cloud's rules say if tags are overwritten: then a sync by a rule does as the rule. */
    readonly rulesOverride: boolean;
    /** What two args together get wrong; only asked about args that are each right. */
    readonly together: (args: Args) => readonly string[];
}

/** Seconds to wait for all tags together where nothing is said. */
const usualTimeoutSeconds = 3600;

/** Validates an image sync's args and fills the defaults; values that are not known yet pass. */
export function validateImageSync(schema: ImageSchema, given: Args): Validation {
    const args = withRuleEnds(given);
    const verdicts = judgeFilters({ tagFilter: "tag" }, schema.judge, args);
    const failures = [
        ...report(shapeOf(schema, args).safeParse(args, { reportInput: true }).error, vocabulary(schema)),
        ...repositoryFailures(args),
        ...selectionFailures(args),
        ...tagFailures(args.tags),
        ...verdicts.failures,
        ...ruleFailures(schema.cloud, args),
    ];
    if (failures.length > 0) {
        return { args: given, failures, warnings: verdicts.warnings };
    }
    const filled = fillDefaults(args, defaultsOf(schema, args));
    const together = [...togetherFailures(schema, filled), ...schema.together(filled)];
    return { args: together.length > 0 ? given : filled, failures: together, warnings: verdicts.warnings };
}

const via = known(
    z.custom<string>((value) => value === "cloud", {
        error: ({ input }) =>
            input === "registry"
                ? '"registry" is not possible yet; allowed: "cloud", by the cloud\'s own call'
                : `${shown(input)} is not possible; allowed: "cloud"`,
    }),
);

const list = known(
    z.custom<unknown[]>(Array.isArray, { error: ({ input }) => `${shown(input)} is not a list; allowed: a list` }),
);

const tagFilter = text({
    what: "a filter",
    pattern: /\S/,
    allowed: "a pattern that whole tags match",
    longest: 1024,
});

const options = {
    tags: z.unknown().optional(),
    tagFilter: tagFilter.optional(),
    maxTags: wholeNumber("a number of tags", 1).optional(),
    override: flag().optional(),
    via: via.optional(),
    wait: flag().optional(),
    timeoutSeconds: wholeNumber("a number of seconds", 1).optional(),
    triggers: list.optional(),
    rule: z.unknown().optional(),
};

function shapeOf({ cloud, source, target, options: own }: ImageSchema, args: Args) {
    const unnamed = lacksRepository(args) ? { repository: z.unknown().optional() } : {};
    return z.strictObject({
        source: z.strictObject({ cloud: z.literal(cloud), ...source, ...unnamed }),
        target: z.strictObject({ cloud: z.literal(cloud), ...target }),
        ...options,
        ...own,
        ...hidden,
    });
}

const registryCopies = "only for copies through registries, which are not possible yet: a cloud syncs the whole image";

const elsewhere: Readonly<Record<string, string>> = {
    platforms: registryCopies,
    referrers: registryCopies,
    name: "its id is made of source, target and the resource's name",
    adopt: "what the target holds already is found by its digest; to replace another image set override",
    trigger: "it runs with every change: to run it again change triggers; to copy every push declare a RepoSyncRule",
    repositoryFilter: "it takes one repository: declare one for each",
    replicateDeletions: "it deletes nothing in the target: remove images there",
    artifacts: "it takes whatever a tag holds",
    enabled: "it runs once: to keep it from running leave the resource out",
    description: "it is kept nowhere but in the program: write a comment",
    "target.linkId": "only rules have a link of their own: declare a RepoSyncRule",
};

function vocabulary(schema: ImageSchema): Vocabulary {
    return {
        what: schema.what,
        elsewhere: { ...elsewhere, ...schema.elsewhere },
        args: {
            "": ["source", "target", ...Object.keys(options), ...Object.keys(schema.options)],
            source: ["cloud", ...Object.keys(schema.source)],
            target: ["cloud", ...Object.keys(schema.target)],
        },
    };
}

/** Whether nobody says which repository of the rule's namespace is meant. */
function lacksRepository(args: Args): boolean {
    return takesNamespace(args) && valueAt(args, "source.repository") === undefined;
}

function repositoryFailures(args: Args): string[] {
    return lacksRepository(args)
        ? ["source.repository: missing; the rule takes a whole namespace: name the repository to sync"]
        : [];
}

function selectionFailures({ tags, tagFilter: filter, rule }: Args): string[] {
    if (tags === undefined && filter === undefined) {
        const byRule = "; to sync everything that a rule takes is not possible yet";
        return [`tags: missing; name the tags to sync, or take them by tagFilter${rule === undefined ? "" : byRule}`];
    }
    return isGiven(tags) && isGiven(filter) ? ["tagFilter: only without tags; leave one of them out"] : [];
}

function defaultsOf({ rulesOverride }: ImageSchema, args: Args): Args {
    return {
        "target.namespace": valueAt(args, "source.namespace"),
        "target.repository": valueAt(args, "source.repository"),
        override: (rulesOverride ? valueAt(args, "rule.override") : undefined) ?? false,
        wait: true,
        timeoutSeconds: usualTimeoutSeconds,
        maxTags: args.tagFilter === undefined ? undefined : usualMaxTags,
    };
}

function togetherFailures(schema: ImageSchema, args: Args): string[] {
    const copies = knownCopies(args.tags);
    const kept = schema.keeps(args);
    return [
        ...repeatedFailures(copies),
        ...boundFailures(args),
        ...(kept.tags === undefined ? [] : renamedFailures(copies, kept.tags)),
        ...(kept.repository === undefined ? [] : movedFailures(args, kept.repository)),
        ...selfFailures(schema, args, copies, kept),
    ];
}

function boundFailures({ tags, maxTags }: Args): string[] {
    return Array.isArray(tags) && typeof maxTags === "number" && tags.length > maxTags
        ? [`maxTags: ${maxTags}, but tags names ${tags.length}; raise it, or leave it out: it is there for tagFilter`]
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
function selfFailures({ place }: ImageSchema, args: Args, copies: readonly PlacedCopy[], kept: Kept): string[] {
    if (!samePlace(args, place.fields)) {
        return [];
    }
    const onto = copies.filter(({ source, target }) => source === target);
    const everyTag = Array.isArray(args.tags) && onto.length === args.tags.length;
    if (kept.tags !== undefined || isGiven(args.tagFilter) || everyTag) {
        return [`target: the same place as source; a sync onto itself copies nothing: choose ${place.choose}`];
    }
    const wayOut = "source and target are one repository: give it another target tag, or leave it out";
    return onto.map(({ path, target }) => `${path}: ${shown(target)} onto itself; ${wayOut}`);
}
