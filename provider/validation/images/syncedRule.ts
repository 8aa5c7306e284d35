import { isRecord } from "../../calls/answers";
import type { ImageCloud } from "../../model";
import { isWholeRule } from "../../images/declared/tags";
import { valueAt, withValueAt } from "../../paths";
import { isGiven, isKnown, shown, unknownValue } from "../schema";

type Args = Record<string, unknown>;

/** What an end takes over from a rule; where it gives another value for the first ones, the rule is not for it. */
const place = ["cloud", "region", "instanceId", "namespace", "repository", "accountId"] as const;
const taken = [...place, "account"] as const;

/** The args with what the rule's ends say wherever an end says nothing itself. */
export function withRuleEnds(args: Args): Args {
    const { rule } = args;
    if (!isKnown(rule)) {
        return { source: unknownValue, target: unknownValue, ...args };
    }
    if (!isRecord(rule)) {
        return args;
    }
    const source = merged(args.source, rule.source);
    const target = merged(args.target, rule.target);
    return { ...args, ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
}

function merged(given: unknown, ruleEnd: unknown): unknown {
    if (given === undefined && !isKnown(ruleEnd)) {
        return ruleEnd;
    }
    const another = isRecord(given) && isRecord(ruleEnd) && isGiven(given.cloud) && given.cloud !== ruleEnd.cloud;
    if (!isRecord(ruleEnd) || another || (given !== undefined && !isRecord(given))) {
        return given;
    }
    const fields = taken.filter((field) => ruleEnd[field] !== undefined).map((field) => [field, ruleEnd[field]]);
    return { ...(Object.fromEntries(fields) as Args), ...given };
}

/** An id of the target's account, taken over from a rule, is for the cloud's call alone: a copy logs in there. */
export function withoutForeign(args: Args): Args {
    const id = valueAt(args, "target.accountId");
    return id !== undefined && id === valueAt(args, "rule.target.accountId")
        ? withValueAt(args, "target.accountId", undefined)
        : args;
}

/** A rule into another account's registry: a registry copy needs that account's own credentials. */
export function foreignFailures(args: Args): string[] {
    const owner = ["accountId", "grant"].map((field) => valueAt(args, `rule.target.${field}`)).find(isGiven);
    return owner !== undefined && valueAt(args, "target.account") === undefined
        ? [
              `target.account: missing; the rule's target is another account's (${shown(owner)}), and a registry copy ` +
                  "logs in there: name an entry of imagesync:accounts",
          ]
        : [];
}

/** What is odd about a sync by this rule. */
export function ruleWarnings(args: Args): string[] {
    return isWholeRule(args) && valueAt(args, "rule.enabled") === false
        ? ["rule: it is not enabled: what it takes is synced now, and no later push"]
        : [];
}

/** What is wrong with the rule itself, and where the ends are not the rule's. */
export function ruleFailures(from: ImageCloud, to: ImageCloud, args: Args): string[] {
    const { rule } = args;
    if (!isGiven(rule)) {
        return [];
    }
    const ends = ["source", "target"] as const;
    if (!isRecord(rule) || !ends.every((end) => isEnd(rule[end]))) {
        return [`rule: ${shown(rule)} is no rule; allowed: a RepoSyncRule of the program`];
    }
    const clouds = ends.map((end) => valueAt(rule, `${end}.cloud`)).filter(isGiven);
    const another = clouds.find((name) => name !== from || name !== to);
    if (another !== undefined) {
        const [what, wayOut] =
            from === to
                ? [`source and target are ${shown(from)}`, from === "generic" ? undefined : `give a rule of ${from}`]
                : [`source is ${shown(from)} and target ${shown(to)}`, undefined];
        return [
            `rule: a rule of ${shown(another)}, but ${what}; ${wayOut ?? "leave it out: a rule stays in one cloud"}`,
        ];
    }
    return ends.flatMap((end) => endFailures(args, end));
}

function isEnd(value: unknown): boolean {
    return !isKnown(value) || (isRecord(value) && value.cloud !== undefined);
}

function endFailures(args: Args, end: "source" | "target"): string[] {
    return place.flatMap((field) => {
        const [own, ruled] = [valueAt(args, `${end}.${field}`), valueAt(args, `rule.${end}.${field}`)];
        return !isGiven(own) || !isGiven(ruled) || own === ruled
            ? []
            : [`${end}.${field}: ${shown(own)}, but the rule's is ${shown(ruled)}; leave it out, or give no rule`];
    });
}

/** Whether there is surely a rule, and it takes a whole namespace. */
export function takesNamespace({ rule }: Args): boolean {
    return isRecord(rule) && isRecord(rule.source) && rule.source.repository === undefined;
}
