import { accountFailures, withoutFailure } from "../../checks/accounts";
import { type Checked, checked } from "../../checks/checked";
import { cloudOf } from "../../checks/clouds";
import type { ImageCloud, ImageSyncSpec } from "../../model";
import type { Settings } from "../../process/settings";
import type { ImageCapabilities } from "../../registry";
import { valueAt, withoutUndefined } from "../../paths";
import { isKnown } from "../../validation/schema";
import { withRuleEnds } from "../../validation/syncedRule";
import { inRecordedOrder } from "./order";

const possible =
    "possible now: between CR EE instances of any region and account, inside one TCR registry, " +
    "between SWR regions or organizations";

const wayOut = {
    generic: `copies from and to any registry are not possible yet; ${possible}`,
    apart: `copies from cloud to cloud are not possible yet; ${possible}`,
};

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
    const news = withRuleEnds(withoutUndefined(given));
    const ends = ["source", "target", "source.cloud", "target.cloud"].map((path) => valueAt(news, path));
    if (!ends.every(isKnown)) {
        return checked(news, settings.problems);
    }
    const cloud = cloudOf(news, wayOut);
    if (typeof cloud !== "string") {
        return checked(news, [...settings.problems, ...cloud.failures]);
    }
    const { args, failures, warnings } = capabilitiesOf(cloud).validate(news);
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
