import { accountFailures, withoutFailure } from "../../checks/accounts";
import { type Checked, checked } from "../../checks/checked";
import { cloudsOf } from "../../checks/clouds";
import type { ImageCloud, ImageSyncSpec } from "../../model";
import type { Settings } from "../../process/settings";
import type { ImageCapabilities } from "../../registry";
import { valueAt, withoutUndefined } from "../../paths";
import { isKnown } from "../../validation/schema";
import { withRuleEnds } from "../../validation/images/syncedRule";
import { validateImageSync } from "../../validation/images/sync";
import { inRecordedOrder } from "./order";

/**
 * Everything about the args of an image sync that needs no network.
 * @param olds the recorded args; empty for a new resource
 */
export function checkImageSync(
    capabilitiesOf: (cloud: ImageCloud) => ImageCapabilities,
    settings: Settings,
    given: Record<string, unknown>,
    olds: Record<string, unknown> = {},
): Checked {
    // A variable that holds no rule: left out, it would make a sync of declared tags of one of a whole rule's.
    const noRule = given.rule === null ? ["rule: null is no rule; allowed: a RepoSyncRule of the program"] : [];
    const news = withRuleEnds(withoutUndefined(given));
    const known = ["source", "target", "source.cloud", "target.cloud"].every((path) => isKnown(valueAt(news, path)));
    const clouds = known && noRule.length === 0 ? cloudsOf(news) : { failures: noRule };
    if ("failures" in clouds) {
        return checked(news, [...settings.problems, ...clouds.failures]);
    }
    const [from, to] = [capabilitiesOf(clouds.from).schema, capabilitiesOf(clouds.to).schema];
    const { args, failures, warnings } = validateImageSync(from, to, news);
    const named = withoutFailure(["source.account", "target.account"], failures);
    const accounts = accountFailures(settings, args, named);
    const all = [...settings.problems, ...failures, ...accounts];
    return checked(all.length > 0 ? args : ordered(args, olds), all, warnings);
}

/** Not before everything is right: failures count tags as the program does. */
function ordered(args: Record<string, unknown>, olds: Record<string, unknown>): Record<string, unknown> {
    const { tags } = args as { tags?: ImageSyncSpec["tags"] };
    return Array.isArray(tags) ? { ...args, tags: inRecordedOrder(tags, olds.tags) } : args;
}
