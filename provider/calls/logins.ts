import type { Login } from "../oci/registry/port";
import type { Clock } from "../process/clock";
import { secret } from "../process/redact";
import type { CallOptions } from "../registry";

/** A login is no longer used so long (milliseconds) before it expires: what begins with it has to end with it. */
const marginMs = 5 * 60_000;
/** How long (milliseconds) one request for a login may take, whoever waits for it. */
const askMs = 60_000;

/** What was found for a registry. */
export interface FoundLogin {
    /** Undefined: anonymous. */
    readonly login: Login | undefined;
    /** When it expires, milliseconds since the epoch; undefined where nobody tells. */
    readonly expiresAt?: number;
}

/** A login as one client of a registry uses it. */
export interface HeldLogin<F extends FoundLogin> {
    /** What was found last. */
    readonly found: F;
    /** The login of today; asked for anew where it was `refused`, unless that has happened since. */
    readonly login: (refused: boolean) => Promise<Login | undefined>;
}

interface Kept<F> {
    readonly found: Promise<F>;
    /** What `found` answered; undefined while it is asked for. */
    value?: F;
    /** Milliseconds since the epoch. */
    until: number;
}

/** Logins of this process by name, each asked for once until shortly before it expires. */
export class Logins<F extends FoundLogin> {
    private readonly kept = new Map<string, Kept<F>>();

    /** @param unknownLifeMs how long a login is used of which nobody tells when it expires, milliseconds */
    constructor(
        private readonly clock: Clock,
        private readonly unknownLifeMs: number,
    ) {}

    /**
     * The kept login, else what `ask` answers, one request for all who wait. A failure is not kept.
     * @throws what `ask` throws
     */
    async hold(name: string, ask: (options: CallOptions) => Promise<F>): Promise<HeldLogin<F>> {
        let found = await this.get(name, ask, undefined);
        return {
            get found() {
                return found;
            },
            login: async (refused) => {
                found = await this.get(name, ask, refused ? found : undefined);
                return found.login;
            },
        };
    }

    /** @param refused what is of no use any more: whoever finds that it has been renewed meanwhile takes the new one */
    private get(name: string, ask: (options: CallOptions) => Promise<F>, refused: F | undefined): Promise<F> {
        const kept = this.kept.get(name);
        const isUsable = kept && this.clock.now() < kept.until && (kept.value === undefined || kept.value !== refused);
        return isUsable ? kept.found : this.ask(name, ask);
    }

    private ask(name: string, ask: (options: CallOptions) => Promise<F>): Promise<F> {
        const found = ask({ deadline: this.clock.now() + askMs });
        const entry: Kept<F> = { found, until: Infinity };
        this.kept.set(name, entry);
        found.then(
            (value) => {
                secret(value.login?.password);
                entry.value = value;
                entry.until = this.clock.now() + this.lifeMs(value);
            },
            () => this.kept.get(name) === entry && this.kept.delete(name),
        );
        return found;
    }

    /** Of a login that is short-lived anyway, half its life; one that looks expired tells of a wrong clock here. */
    private lifeMs({ expiresAt }: F): number {
        const left = (expiresAt ?? 0) - this.clock.now();
        return left > 0 ? Math.max(left - marginMs, left / 2) : this.unknownLifeMs;
    }
}
