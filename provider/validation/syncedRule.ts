import { isRecord } from "../calls/answers";
import type { ImageCloud } from "../model";
import { valueAt } from "../paths";
import { isGiven, isKnown, shown, unknownValue } from "./schema";

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

/** What is wrong with the rule itself, and where the ends are not the rule's. */
export function ruleFailures(cloud: ImageCloud, args: Args): string[] {
    const { rule } = args;
    if (!isGiven(rule)) {
        return [];
    }
    const ends = ["source", "target"] as const;
    if (!isRecord(rule) || !ends.every((end) => isEnd(rule[end]))) {
        return [`rule: ${shown(rule)} is no rule; allowed: a RepoSyncRule of the program`];
    }
    const clouds = ends.map((end) => valueAt(rule, `${end}.cloud`)).filter(isGiven);
    const another = clouds.find((name) => name !== cloud);
    if (another !== undefined) {
        return [
            `rule: a rule of ${shown(another)}, but source and target are ${shown(cloud)}; give a rule of ${cloud}`,
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
