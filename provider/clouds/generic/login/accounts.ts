import type { Account } from "../../../process/settings";
import type { Session } from "../../../process/session";
import type { LoginPlace } from "./found";
import { apiHost } from "./hosts";
import { loginProblem } from "./problem";

/**
 * The login in `imagesync:accounts`: the entry that is named, else the one for this host.
 * @throws ImageSyncError `unauthorized` for a name that is none, `invalid` for an entry that is not for this host, or
 * for several that are
 */
export function fromAccounts(session: Session, host: string, account: string | undefined): LoginPlace {
    const { accounts } = session.settings;
    if (account !== undefined) {
        return placeOf(host, account, session.account(host, account));
    }
    const entries = Object.entries(accounts).filter(([, entry]) => isFor(host, entry));
    const [[name, entry] = []] = entries;
    if (entries.length > 1) {
        const names = entries.map(([each]) => each).join(", ");
        throw loginProblem(
            host,
            "invalid",
            `imagesync:accounts has several entries for this host: ${names}`,
            "name one as account of the source or target",
        );
    }
    return name === undefined || entry === undefined
        ? { looked: "imagesync:accounts (no entry for this host)" }
        : placeOf(host, name, entry);
}

function isFor(host: string, entry: Account): boolean {
    return entry.host !== undefined && apiHost(entry.host) === apiHost(host);
}

function placeOf(host: string, name: string, entry: Account): LoginPlace {
    const { username, password, insecure } = entry;
    if (entry.host === undefined || username === undefined || password === undefined) {
        throw loginProblem(
            host,
            "invalid",
            `imagesync:accounts.${name} is not for a registry's host`,
            "name an entry of the form { host, username, password }",
        );
    }
    if (!isFor(host, entry)) {
        throw loginProblem(
            host,
            "invalid",
            `imagesync:accounts.${name} is for ${entry.host}`,
            "its password is sent nowhere else: name an entry for this host, or fix the host",
        );
    }
    return { login: { username, password }, insecure, looked: `imagesync:accounts.${name}` };
}
