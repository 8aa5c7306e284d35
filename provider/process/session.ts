import type { Clock } from "./clock";
import { systemClock } from "./clock";
import { Crowd } from "./crowd";
import type { CredentialSource, Keys } from "../credentials";
import { CredentialChain } from "../credentials";
import { ImageSyncError } from "../errors";
import { Limits } from "../limits";
import type { Account, EndpointName, ReadConfig, Settings } from "./settings";
import { readSettings } from "./settings";

/** What all clouds share in one process: configuration, credentials, limits, the clock. */
export class Session {
    readonly limits: Limits;
    readonly crowd = new Crowd();
    private readonly chains = new Map<string, CredentialChain>();

    constructor(
        readonly settings: Settings,
        readonly clock: Clock = systemClock,
    ) {
        this.limits = new Limits(clock);
    }

    static from(read: ReadConfig, clock?: Clock): Session {
        return new Session(readSettings(read), clock);
    }

    /** The URL of a cloud in a region: the configured one, else the cloud's public one. */
    endpoint(name: EndpointName, region: string, publicUrl: string): string {
        return (this.settings.endpoints[name] ?? publicUrl).replaceAll("{region}", region);
    }

    /** The credentials of a named account, or of the cloud's own configuration and chain. */
    credentials(
        cloud: string,
        account: string | undefined,
        fromAccount: (account: Account) => Keys | undefined,
        sources: (settings: Settings) => CredentialSource[],
    ): CredentialChain {
        const name = `${cloud}/${account ?? ""}`;
        let chain = this.chains.get(name);
        if (!chain) {
            const places = account === undefined ? sources(this.settings) : [this.named(cloud, account, fromAccount)];
            chain = new CredentialChain(cloud, places, this.clock);
            this.chains.set(name, chain);
        }
        return chain;
    }

    /** An entry of `imagesync:accounts`. @throws ImageSyncError `unauthorized` that names the entries there are. */
    account(cloud: string, name: string): Account {
        const entry = Object.hasOwn(this.settings.accounts, name) ? this.settings.accounts[name] : undefined;
        if (!entry) {
            throw new ImageSyncError({
                kind: "unauthorized",
                cloud,
                action: "credentials",
                problem: missingAccount(this.settings, name),
                advice: "add it to imagesync:accounts",
            });
        }
        return entry;
    }

    private named(cloud: string, name: string, fromAccount: (account: Account) => Keys | undefined): CredentialSource {
        return {
            place: `imagesync:accounts.${name} with keys for ${cloud}`,
            configured: true,
            get: async () => fromAccount(this.account(cloud, name)),
        };
    }
}

/** The sentence for an account that is not configured. */
export function missingAccount(settings: Settings, name: string): string {
    const names = Object.keys(settings.accounts);
    return `${JSON.stringify(name)} is not an entry of imagesync:accounts, which has ${names.join(", ") || "none"}`;
}
