import type { CheckResult } from "@pulumi/pulumi/dynamic";
import type { RuleCloud } from "../model";
import { ruleClouds } from "../model";
import type { RuleCapabilities } from "../registry";
import { missingAccount } from "../process/session";
import type { Settings } from "../process/settings";
import { isKnown, shown } from "../validation/schema";
import { formatId, naturalKey } from "./identity";
import { isRecord } from "../calls/answers";
import { valueAt, withoutUndefined } from "./paths";

type Args = Record<string, unknown>;

/** Which resource of the program claims which natural key; lives as long as the process. */
export class Claims {
    private readonly owners = new Map<string, string>();

    /** Claims an id for a resource. Answers the other resource that holds it, if any. */
    claim(id: string, urn: string): string | undefined {
        for (const [held, owner] of this.owners) {
            if (owner === urn && held !== id) {
                this.owners.delete(held);
            }
        }
        const owner = this.owners.get(id);
        if (owner === undefined) {
            this.owners.set(id, urn);
        }
        return owner === urn ? undefined : owner;
    }
}

/** What check answers the engine, and what it tells the person besides. */
export interface Checked {
    readonly result: CheckResult;
    readonly warnings: readonly string[];
}

/** Everything about the args that needs no network. A failure names no property: the engine would print its value. */
export function checkRule(
    capabilitiesOf: (cloud: RuleCloud) => RuleCapabilities,
    settings: Settings,
    claims: Claims,
    olds: Args,
    given: Args,
): Checked {
    const news = withoutUndefined(given);
    if (!isKnown(news.source) || !isKnown(news.target)) {
        return refused(news, settings.problems);
    }
    const cloud = cloudOf(news);
    if (typeof cloud !== "string") {
        return refused(news, [...settings.problems, ...cloud.failures]);
    }
    const capabilities = capabilitiesOf(cloud);
    const validation = capabilities.validate(keepName(olds, news));
    const unwanted = (path: string) => validation.failures.some((reason) => reason.startsWith(`${path}: `));
    const accounts = accountFailures(settings, validation.args, unwanted);
    const failures = [...settings.problems, ...validation.failures, ...accounts];
    if (failures.length === 0) {
        failures.push(...claimFailures(capabilities, claims, validation.args));
    }
    return {
        result: { inputs: validation.args, failures: failures.map(asFailure) },
        warnings: validation.warnings,
    };
}

function refused(inputs: Args, failures: readonly string[]): Checked {
    return { result: { inputs, failures: failures.map(asFailure) }, warnings: [] };
}

function asFailure(reason: string) {
    return { property: "", reason };
}

/** The cloud of both ends, or why there is none. */
function cloudOf(args: Args): RuleCloud | { failures: string[] } {
    const [from, to] = ["source", "target"].map((end) => valueAt(args, `${end}.cloud`));
    const failures = ["source", "target"].flatMap((end) => endFailures(args, end));
    if (failures.length > 0) {
        return { failures };
    }
    if (from !== to) {
        const ends = `${shown(from)} and ${shown(to)}`;
        const reason = `target.cloud: ${ends}; a rule runs inside one cloud; to copy between clouds use ManualImageSync`;
        return { failures: [reason] };
    }
    return from as RuleCloud;
}

function endFailures(args: Args, end: string): string[] {
    const value = args[end];
    if (!isRecord(value)) {
        return [
            `${end}: ${value === undefined ? "missing" : shown(value)}; allowed: an endpoint, such as alibaba({ … })`,
        ];
    }
    if (ruleClouds.some((name) => name === value.cloud)) {
        return [];
    }
    const why =
        value.cloud === "generic" ? "; rules need a cloud: to copy from or to any registry use ManualImageSync" : "";
    return [`${end}.cloud: ${shown(value.cloud)}; allowed: ${ruleClouds.map(shown).join(", ")}${why}`];
}

/** A name that was made from the logical name stays when the resource is renamed through an alias. */
function keepName(olds: Args, news: Args): Args {
    const automatic = (args: Args) => Array.isArray(args.__defaults) && args.__defaults.includes("name");
    return automatic(news) && automatic(olds) && olds.name !== undefined ? { ...news, name: olds.name } : news;
}

function accountFailures(settings: Settings, args: Args, unwanted: (path: string) => boolean): string[] {
    return ["source.account", "target.account", "target.grant"].flatMap((path) => {
        const name = unwanted(path) ? undefined : valueAt(args, path);
        if (typeof name !== "string" || !isKnown(name)) {
            return [];
        }
        if (!Object.hasOwn(settings.accounts, name)) {
            return [`${path}: ${missingAccount(settings, name)}`];
        }
        const isGrant = settings.accounts[name]?.uin !== undefined;
        return isGrant === path.endsWith(".grant") ? [] : [`${path}: ${shown(name)} ${isGrant ? notKeys : notGrant}`];
    });
}

const notKeys = "is a grant in imagesync:accounts; allowed: an entry with keys";
const notGrant = "is not a grant in imagesync:accounts; allowed: an entry { uin, token }";

function claimFailures(capabilities: RuleCapabilities, claims: Claims, args: Args): string[] {
    const key = naturalKey(capabilities, args as never);
    const urn = args.__urn;
    if (!key || typeof urn !== "string" || !isKnown(urn)) {
        return [];
    }
    const owner = claims.claim(formatId(capabilities.cloud, key), urn);
    const paths = capabilities.key.join(", ");
    return owner === undefined
        ? []
        : [
              `${paths}: ${key.map(shown).join(", ")} is the natural key of ${owner} too; two resources cannot be one rule`,
          ];
}
