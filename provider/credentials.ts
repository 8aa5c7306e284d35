import type { Clock } from "./process/clock";
import type { Settings } from "./process/settings";
import { ImageSyncError } from "./errors";
import { secret } from "./process/redact";

/** What a request is signed with. */
export interface Keys {
    /** Access key id or secret id; empty where a user token is used alone. */
    readonly id: string;
    readonly secret: string;
    /** Security token of temporary keys. */
    readonly securityToken?: string;
    /** Huawei's user token (X-Auth-Token), in the place of keys. */
    readonly userToken?: string;
    /** Huawei's project, where it is configured. */
    readonly projectId?: string;
}

/** A place where credentials may be. */
export interface CredentialSource {
    /** The place in words a person can act on: variable names, a file. */
    readonly place: string;
    /** Whether the place is the stack's configuration, of which refresh and destroy get the last `up`'s. */
    readonly configured?: boolean;
    /** The keys; `undefined` when nothing is there. What it throws is reported as "tried, without success". */
    get(): Promise<Keys | undefined>;
}

/** So long (milliseconds) the keys of a source are used without asking it again; sources renew themselves. */
const askAgainMs = 20_000;
/** No source may hold an operation for longer: a metadata service that is not there swallows packets. */
const sourceTimeoutMs = 3_000;

/** A list of places, asked in order; the first that has keys is kept to, and asked anew as its keys expire. */
export class CredentialChain {
    private chosen: CredentialSource | undefined;
    private known: { keys: Promise<Keys>; asked: number } | undefined;

    constructor(
        private readonly cloud: string,
        private readonly sources: readonly CredentialSource[],
        private readonly clock: Clock,
    ) {}

    /** @throws ImageSyncError `unauthorized`, naming every place that was looked at, in order. */
    get(): Promise<Keys> {
        if (!this.known || this.clock.now() - this.known.asked > askAgainMs) {
            const keys = this.ask();
            this.known = { keys, asked: this.clock.now() };
            keys.catch(() => this.forget());
        }
        return this.known.keys;
    }

    /** Whether the keys in use came out of the stack's configuration. */
    get configured(): boolean {
        return this.chosen?.configured === true;
    }

    /** The next `get` asks the places again: the cloud said that the keys have expired. */
    forget(): void {
        this.known = undefined;
    }

    private async ask(): Promise<Keys> {
        const keys = this.chosen && (await outcome(this.chosen)).keys;
        return keys ?? this.search();
    }

    private async search(): Promise<Keys> {
        const looked: string[] = [];
        for (const source of this.sources) {
            const { keys, problem, half } = await outcome(source);
            if (half) {
                throw this.refused(`${source.place}: ${half}`, "set the other half too, or neither");
            }
            if (keys) {
                this.chosen = source;
                return keys;
            }
            looked.push(problem ? `${source.place} (${problem})` : source.place);
        }
        throw this.refused(`none found; looked, in this order, at ${looked.join("; ")}`, "set one of them");
    }

    private refused(problem: string, advice: string): ImageSyncError {
        return new ImageSyncError({ kind: "unauthorized", cloud: this.cloud, action: "credentials", problem, advice });
    }
}

/** Half a pair is a mistake; keys from the next place might be another account's. */
class HalfPair extends Error {}

/** What a source throws may quote a file with secrets in it: only whether it failed is passed on. */
async function outcome(source: CredentialSource): Promise<{ keys?: Keys; problem?: string; half?: string }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
        timer = setTimeout(() => resolve("late"), sourceTimeoutMs);
        timer.unref();
    });
    try {
        const keys = await Promise.race([source.get(), late]);
        return keys === "late" ? { problem: "no answer" } : { keys: keys && remember(keys) };
    } catch (error) {
        return error instanceof HalfPair ? { half: error.message } : { problem: "tried, without success" };
    } finally {
        clearTimeout(timer);
    }
}

function remember(keys: Keys): Keys {
    secret(keys.secret);
    secret(keys.securityToken);
    secret(keys.userToken);
    return keys;
}

/** The first set environment variable of several, "" counting as unset. */
export function fromEnvironment(...names: string[]): string | undefined {
    return names.map((name) => process.env[name]).find((value) => value !== undefined && value !== "");
}

/** Metadata services are asked unless this is set: for machines where their address leads nowhere. */
export function metadataAllowed(): boolean {
    return fromEnvironment("IMAGESYNC_METADATA_DISABLED")?.toLowerCase() !== "true";
}

/** Both halves, or nothing. @throws HalfPair, which ends the search. */
export function pair(id: string | undefined, key: string | undefined, rest: Partial<Keys> = {}): Keys | undefined {
    if (id === undefined && key === undefined) {
        return undefined;
    }
    if (id === undefined || key === undefined) {
        throw new HalfPair("only half of the key pair is set");
    }
    return { id, secret: key, ...rest };
}

/** The stack's configuration under the keys of the cloud's own Pulumi provider. */
export function configuredPair(
    { cloud }: Settings,
    names: { readonly id: string; readonly secret: string; readonly securityToken: string },
): CredentialSource {
    return {
        place: `configuration ${names.id} and ${names.secret}`,
        configured: true,
        get: async () => pair(cloud(names.id), cloud(names.secret), { securityToken: cloud(names.securityToken) }),
    };
}

/**
 * A place that a vendor's runtime knows how to ask. Its provider is kept, since it caches and renews temporary keys
 * itself, but made anew after a failure: some keep a failed look-up for ever.
 */
export function runtimeSource<P>(source: {
    readonly place: string;
    readonly applies: () => boolean;
    readonly make: () => P;
    readonly ask: (provider: P) => Promise<Keys | undefined>;
}): CredentialSource {
    let kept: P | undefined;
    return {
        place: source.place,
        get: async () => {
            if (!source.applies()) {
                return undefined;
            }
            const provider = kept ?? source.make();
            kept = undefined;
            const keys = await source.ask(provider);
            kept = provider;
            return keys;
        },
    };
}
