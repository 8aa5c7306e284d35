import { missingAccount } from "../process/session";
import type { Account, Settings } from "../process/settings";
import { valueAt } from "../paths";
import { isGiven, isKnown, shown } from "../validation/schema";

/** What entries of `imagesync:accounts` are for, with what each kind is called and how it is written. */
const kinds = {
    keys: { is: "has a cloud's keys", allowed: "an entry with keys" },
    grant: { is: "is a grant", allowed: "an entry { uin, token }" },
    login: { is: "is the login of a host", allowed: "an entry { host, username, password }" },
} as const;
type Kind = keyof typeof kinds;

/** Entries of `imagesync:accounts` that are named at these paths and are not there, or are of another kind. */
export function accountFailures(settings: Settings, args: Record<string, unknown>, paths: readonly string[]): string[] {
    return paths.flatMap((path) => {
        const name = valueAt(args, path);
        if (typeof name !== "string" || !isKnown(name)) {
            return [];
        }
        const entry = Object.hasOwn(settings.accounts, name) ? settings.accounts[name] : undefined;
        return entry === undefined
            ? [`${path}: ${missingAccount(settings, name)}`]
            : entryFailures(path, name, entry, args);
    });
}

function entryFailures(path: string, name: string, entry: Account, args: Record<string, unknown>): string[] {
    const end = valueAt(args, path.slice(0, path.lastIndexOf(".")));
    const [kind, wanted] = [kindOf(entry), wantedAt(path, end)];
    if (kind !== wanted) {
        return [`${path}: ${shown(name)} ${kinds[kind].is} in imagesync:accounts; allowed: ${kinds[wanted].allowed}`];
    }
    const host = valueAt(end, "host");
    return kind === "login" && isGiven(host) && host !== entry.host
        ? [
              `${path}: ${shown(name)} is the login of ${shown(entry.host)} in imagesync:accounts, not of ${shown(host)}; ` +
                  "allowed: an entry for this very host",
          ]
        : [];
}

function kindOf({ uin, host }: Account): Kind {
    return uin !== undefined ? "grant" : host !== undefined ? "login" : "keys";
}

/** A generic end is logged in to; of a cloud's end the cloud is asked with keys. */
function wantedAt(path: string, end: unknown): Kind {
    if (path.endsWith(".grant")) {
        return "grant";
    }
    return valueAt(end, "cloud") === "generic" ? "login" : "keys";
}

/** The paths at which validation found nothing wrong: of the others one failure is enough. */
export function withoutFailure(paths: readonly string[], failures: readonly string[]): string[] {
    return paths.filter((path) => !failures.some((reason) => reason.startsWith(`${path}: `)));
}
