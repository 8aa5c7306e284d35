import { accountFailures, withoutFailure } from "../checks/accounts";
import { type Checked, checked } from "../checks/checked";
import { cloudOf } from "../checks/clouds";
import type { RuleCloud } from "../model";
import type { RuleCapabilities } from "../registry";
import type { Settings } from "../process/settings";
import { isKnown, shown } from "../validation/schema";
import { formatId } from "../identity";
import { naturalKey } from "./identity";
import { withoutUndefined } from "../paths";

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

const wayOut = {
    generic: "rules need a cloud: to copy from or to any registry use ManualImageSync",
    apart: "a rule runs inside one cloud; to copy between clouds use ManualImageSync",
};

/** Everything about the args that needs no network. */
export function checkRule(
    capabilitiesOf: (cloud: RuleCloud) => RuleCapabilities,
    settings: Settings,
    claims: Claims,
    olds: Args,
    given: Args,
): Checked {
    const news = withoutUndefined(given);
    if (!isKnown(news.source) || !isKnown(news.target)) {
        return checked(news, settings.problems);
    }
    const cloud = cloudOf(news, wayOut);
    if (typeof cloud !== "string") {
        return checked(news, [...settings.problems, ...cloud.failures]);
    }
    const capabilities = capabilitiesOf(cloud);
    const validation = capabilities.validate(keepName(olds, news));
    const named = withoutFailure(["source.account", "target.account", "target.grant"], validation.failures);
    const accounts = accountFailures(settings, validation.args, named);
    const failures = [...settings.problems, ...validation.failures, ...accounts];
    if (failures.length === 0) {
        failures.push(...claimFailures(capabilities, claims, validation.args));
    }
    return checked(validation.args, failures, validation.warnings);
}

/** A name that was made from the logical name stays when the resource is renamed through an alias. */
function keepName(olds: Args, news: Args): Args {
    const automatic = (args: Args) => Array.isArray(args.__defaults) && args.__defaults.includes("name");
    return automatic(news) && automatic(olds) && olds.name !== undefined ? { ...news, name: olds.name } : news;
}

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
