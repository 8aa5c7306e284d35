import { Logins } from "../../../calls/logins";
import { tooLate } from "../../../calls/starting";
import type { ImageEnd } from "../../../model";
import type { RegistryAccess } from "../../../oci/registry/port";
import type { Session } from "../../../process/session";
import type { CallOptions, RegistryAccessPort } from "../../../registry";
import { fromAccounts } from "./accounts";
import { loginFiles, searchFile, type Sought } from "./docker/search";
import type { GenericLogin, LoginPlace } from "./found";
import { apiHost } from "./hosts";

/** How long (milliseconds) a configured login is used without looking again: helpers hand out temporary ones. */
const lookAgainMs = 5 * 60_000;

/**
 * Access to any OCI registry, by the login that is configured for its host: the named entry of `imagesync:accounts`,
 * else the entry for the host, else Docker's configuration, its credential helpers included, else podman's; else
 * anonymously.
 */
export class GenericAccess implements RegistryAccessPort {
    private readonly logins: Logins<GenericLogin>;

    constructor(private readonly session: Session) {
        this.logins = new Logins(session.clock, lookAgainMs);
    }

    /** @throws ImageSyncError `unauthorized` or `invalid` that names the entry, file or helper which is wrong */
    async access(end: ImageEnd, { deadline }: CallOptions): Promise<RegistryAccess> {
        const { host = "", namespace, repository, account } = end;
        if (this.session.clock.now() > deadline) {
            throw tooLate(host, "login");
        }
        const sought: Sought = { host, path: [namespace, repository].filter(Boolean).join("/") };
        const name = JSON.stringify([account ?? null, host, sought.path]);
        const held = await this.logins.hold(name, () => this.search(sought, account));
        return {
            host: apiHost(host),
            insecure: held.found.insecure,
            login: held.login,
            get tried() {
                return held.found.tried;
            },
        };
    }

    private async search(sought: Sought, account: string | undefined): Promise<GenericLogin> {
        const looked: string[] = [];
        for await (const place of this.places(sought, account)) {
            if (place.login) {
                return { login: place.login, insecure: place.insecure, tried: place.looked };
            }
            looked.push(place.looked);
        }
        return { login: undefined, tried: `anonymous access; looked, in this order, at ${looked.join("; ")}` };
    }

    private async *places(sought: Sought, account: string | undefined): AsyncGenerator<LoginPlace> {
        yield fromAccounts(this.session, sought.host, account);
        for (const file of loginFiles()) {
            yield* searchFile(file, sought);
        }
    }
}
