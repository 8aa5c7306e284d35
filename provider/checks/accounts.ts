import { missingAccount } from "../process/session";
import type { Settings } from "../process/settings";
import { valueAt } from "../paths";
import { isKnown, shown } from "../validation/schema";

/** Entries of `imagesync:accounts` that are named at these paths and are not there, or are of the other kind. */
export function accountFailures(settings: Settings, args: Record<string, unknown>, paths: readonly string[]): string[] {
    return paths.flatMap((path) => {
        const name = valueAt(args, path);
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

/** The paths at which validation found nothing wrong: of the others one failure is enough. */
export function withoutFailure(paths: readonly string[], failures: readonly string[]): string[] {
    return paths.filter((path) => !failures.some((reason) => reason.startsWith(`${path}: `)));
}
