import { targetNames } from "../../images/declared/ends";
import { decidePath } from "../../images/declared/path";
import { isWholeRule, usualMaxTags } from "../../images/declared/tags";
import type { ImageEnd } from "../../model";
import { valueAt } from "../../paths";
import type { Validation } from "../../registry";
import { fillDefaults } from "../args";
import { judgeFilters } from "../filters/judging";
import { report } from "../report";
import { isGiven } from "../schema";
import { platformFailures } from "./platforms";
import type { ImageSchema } from "./schema";
import { type Route, vocabularyOf, zodShape } from "./shape";
import {
    foreignFailures,
    ruleFailures,
    ruleWarnings,
    takesNamespace,
    withoutForeign,
    withRuleEnds,
} from "./syncedRule";
import { tagFailures } from "./tags";
import { togetherFailures } from "./together";

type Args = Record<string, unknown>;

/** Seconds to wait for all tags together where nothing is said. */
const usualTimeoutSeconds = 3600;

/**
 * Validates an image sync's args, decides its path and fills the defaults; values that are not known yet pass.
 * @param from what the source's cloud is like
 * @param to what the target's cloud is like
 */
export function validateImageSync(from: ImageSchema, to: ImageSchema, given: Args): Validation {
    const merged = withRuleEnds(given);
    const decision = decidePath(from, to, merged);
    const route: Route = { from, to, path: decision.path };
    const args = route.path === "registry" ? withoutForeign(merged) : merged;
    const verdicts = judgeFilters({ tagFilter: "tag" }, from.judge, args);
    const failures = [
        ...report(
            zodShape(route, lacksRepository(args)).safeParse(args, { reportInput: true }).error,
            vocabularyOf(route),
        ),
        ...decision.failures,
        ...repositoryFailures(args),
        ...selectionFailures(args),
        ...tagFailures(args.tags),
        ...(route.path === "cloud" ? [] : platformFailures(args.platforms)),
        ...verdicts.failures,
        ...ruleFailures(from.cloud, to.cloud, args),
    ];
    if (failures.length > 0) {
        return { args: given, failures, warnings: verdicts.warnings };
    }
    const filled = fillDefaults(args, defaultsOf(route, args));
    const ends = endVerdicts(route, filled);
    const together = [
        ...filledFailures(route, args, filled),
        ...ends.failures,
        ...(route.path === "registry" ? foreignFailures(merged) : []),
        ...togetherFailures(route, filled),
    ];
    const warnings = [...verdicts.warnings, ...ends.warnings, ...ruleWarnings(filled)];
    return { args: together.length > 0 ? given : filled, failures: together, warnings };
}

/** Whether nobody says which repository of the rule's namespace is meant. */
function lacksRepository(args: Args): boolean {
    return takesNamespace(args) && valueAt(args, "source.repository") === undefined;
}

function repositoryFailures(args: Args): string[] {
    if (!takesNamespace(args)) {
        return [];
    }
    if (!isWholeRule(args)) {
        return lacksRepository(args)
            ? ["source.repository: missing; the rule takes a whole namespace: name the repository to sync"]
            : [];
    }
    return ["source.repository", "target.repository"]
        .filter((path) => isGiven(valueAt(args, path)))
        .map((path) => `${path}: only with tags or tagFilter: without them the whole rule is synced; leave it out`);
}

function selectionFailures({ tags, tagFilter: filter, rule }: Args): string[] {
    if (tags === undefined && filter === undefined && rule === undefined) {
        return ["tags: missing; name the tags to sync, or take them by tagFilter, or give a rule to sync all it takes"];
    }
    return isGiven(tags) && isGiven(filter) ? ["tagFilter: only without tags; leave one of them out"] : [];
}

function defaultsOf({ from, path }: Route, args: Args): Args {
    const { namespace, repository } = targetNames(args.source as Partial<ImageEnd>, args.target as Partial<ImageEnd>);
    return {
        "target.namespace": namespace,
        "target.repository": repository,
        override: (from.rulesOverride ? valueAt(args, "rule.override") : undefined) ?? false,
        via: path,
        wait: true,
        timeoutSeconds: usualTimeoutSeconds,
        maxTags: args.tagFilter === undefined && !isWholeRule(args) ? undefined : usualMaxTags,
    };
}

/** Names that the target took over from the source, and that its own cloud does not have. */
function filledFailures(route: Route, args: Args, filled: Args): string[] {
    const { from, to } = route;
    if (from.cloud === to.cloud) {
        return [];
    }
    const names = ["namespace", "repository"].filter((name) => valueAt(args, `target.${name}`) === undefined);
    return names.flatMap((name) => {
        const value = valueAt(filled, `target.${name}`);
        const field = to.target[name];
        if (value === undefined) {
            const { source } = to;
            return field !== undefined && source[name]?.safeParse(undefined).success === false
                ? [`target.${name}: missing; the source has none that could be taken: name it`]
                : [];
        }
        return (field?.safeParse(value).error?.issues ?? []).map(
            ({ message }) => `target.${name}: ${message}; it is the source's, since none is given: name another`,
        );
    });
}

function endVerdicts({ from, to }: Route, args: Args) {
    const verdicts = [from.end?.("source", args.source as Args), to.end?.("target", args.target as Args)].filter(
        (verdict) => verdict !== undefined,
    );
    return {
        failures: verdicts.flatMap(({ failures }) => failures),
        warnings: verdicts.flatMap(({ warnings }) => warnings),
    };
}
