import { ImageSyncError } from "../errors";
import { tooLate } from "./starting";
import type { ImageEnd } from "../model";
import type { Login, RegistryAccess } from "../oci/registry/port";
import type { Clock } from "../process/clock";
import type { CallOptions, RegistryAccessPort } from "../registry";
import { timeOf } from "./answers";
import { type FoundLogin, Logins } from "./logins";

/** A temporary login, and the host it is for. */
export interface HostLogin extends FoundLogin {
    readonly host: string;
    readonly login: Login;
}

/** An end in a cloud: of its registries alone the region and the instance count. */
export interface RegionalEnd extends ImageEnd {
    readonly region: string;
}

/** How one cloud hands out temporary logins. */
export interface LoginSource {
    readonly cloud: string;
    /** The official action or operation that answers them. */
    readonly action: string;
    /** Asks the cloud for a new one. @throws ImageSyncError */
    ask(end: RegionalEnd, options: CallOptions): Promise<HostLogin>;
}

/** How long (milliseconds) a login is used whose end the cloud does not tell: half of the shortest that any documents. */
const unknownLifeMs = 30 * 60_000;

/** Access to a cloud's registries by temporary logins of its API, one for each account, region and instance. */
export class TemporaryAccess implements RegistryAccessPort {
    private readonly logins: Logins<HostLogin>;

    constructor(
        private readonly source: LoginSource,
        private readonly clock: Clock,
    ) {
        this.logins = new Logins(clock, unknownLifeMs);
    }

    async access(given: ImageEnd, { deadline }: CallOptions): Promise<RegistryAccess> {
        const { cloud, action } = this.source;
        if (this.clock.now() > deadline) {
            throw tooLate(cloud, action);
        }
        const end = { ...given, region: given.region ?? "" };
        const name = JSON.stringify([end.account ?? null, end.region, end.instanceId ?? null]);
        const { found, login } = await this.logins.hold(name, (options) => this.source.ask(end, options));
        const tried = `the temporary login of ${cloud}'s ${action} with ${credentialsOf(end)}`;
        return { host: found.host, tried, login };
    }
}

function credentialsOf({ cloud, account }: ImageEnd): string {
    return account === undefined ? `the credentials of ${cloud}` : `imagesync:accounts.${account}`;
}

/** What an answer says of a login; `expires` in any form in which clouds tell times. */
export interface LoginAnswer {
    readonly host: string | undefined;
    readonly username: string | undefined;
    readonly password: string | undefined;
    readonly expires?: unknown;
    readonly requestId?: string;
}

/** @throws ImageSyncError `unknown` for an answer that lacks a part */
export function hostLogin(source: Pick<LoginSource, "cloud" | "action">, answer: LoginAnswer): HostLogin {
    const { host, username, password, expires, requestId } = answer;
    if (host === undefined || username === undefined || password === undefined) {
        throw new ImageSyncError({
            kind: "unknown",
            cloud: source.cloud,
            action: source.action,
            problem: "the answer holds no login",
            requestId,
            advice: "run again; if it stays so, check that imagesync:endpoints leads to the cloud",
        });
    }
    const time = timeOf(expires);
    return { host, login: { username, password }, expiresAt: time === undefined ? undefined : Date.parse(time) };
}
