import type { Clock } from "../../../process/clock";
import { isKind } from "../../../errors";
import type { Login, RegistryAccess } from "../port";
import type { Address } from "../wire/address";
import type { Transport } from "../wire/transport";
import type { Challenge } from "./challenge";
import { scopeKey, wider, type Scope } from "./scope";
import { basicHeader, fetchToken, type Bearer, type Token } from "./token";

interface Kept {
    readonly token: Promise<Token>;
    /** Undefined while it is being fetched. */
    usableUntil?: number;
    header?: string;
}

/** What one client sends as `Authorization`: learnt from the registry's first refusal, kept for each scope. */
export class Authorizer {
    private challenge: Challenge | undefined;
    private readonly tokens = new Map<string, Kept>();
    private basic: Promise<string | undefined> | undefined;

    constructor(
        private readonly access: RegistryAccess,
        private readonly wire: { readonly address: Address; readonly transport: Transport; readonly clock: Clock },
    ) {}

    /** Whether the registry has asked for a log-in yet. */
    get isAsked(): boolean {
        return this.challenge !== undefined;
    }

    /** The header for a request with these scopes; undefined as long as, or where, nothing has to be sent. */
    async header(scopes: readonly Scope[]): Promise<string | undefined> {
        if (this.challenge?.scheme === "bearer") {
            return (await this.token(this.challenge, scopes)).header;
        }
        return this.challenge?.scheme === "basic" ? this.basicOf(false) : undefined;
    }

    /**
     * Takes note of a refusal of `used`, so that the next `header` is another one where there is any.
     * @param challenge what the refusal asks for
     */
    async refused(challenge: Challenge, scopes: readonly Scope[], used: string | undefined): Promise<void> {
        const isKnown = this.challenge?.scheme === challenge.scheme;
        this.challenge = challenge;
        if (used === undefined || !isKnown) {
            return;
        }
        if (challenge.scheme === "bearer") {
            this.forget(scopes, used);
        } else if ((await this.basic) === used) {
            this.basic = undefined;
            await this.basicOf(true);
        }
    }

    /** Another request may have renewed the refused token already. */
    private forget(scopes: readonly Scope[], used: string): void {
        for (const key of [scopeKey(scopes), scopeKey(wider(scopes))]) {
            if (this.tokens.get(key)?.header === used) {
                this.tokens.delete(key);
            }
        }
    }

    private basicOf(isRefused: boolean): Promise<string | undefined> {
        this.basic ??= this.access.login(isRefused).then(
            (login) => login && basicHeader(login),
            (error: unknown) => {
                this.basic = undefined;
                throw error;
            },
        );
        return this.basic;
    }

    private token(bearer: Bearer, scopes: readonly Scope[]): Promise<Token> {
        const key = scopeKey(scopes);
        const kept = this.usable(scopeKey(wider(scopes))) ?? this.usable(key);
        if (kept) {
            return kept.token;
        }
        const fresh: Kept = { token: this.fetch(bearer, scopes) };
        this.tokens.set(key, fresh);
        fresh.token.then(
            (token) => Object.assign(fresh, token),
            () => this.tokens.get(key) === fresh && this.tokens.delete(key),
        );
        return fresh.token;
    }

    private usable(key: string): Kept | undefined {
        const kept = this.tokens.get(key);
        return kept && (kept.usableUntil ?? Infinity) > this.wire.clock.now() ? kept : undefined;
    }

    /** A login that the realm refuses may be one that was kept too long: it is asked for anew, once. */
    private async fetch(bearer: Bearer, scopes: readonly Scope[]): Promise<Token> {
        const login = await this.access.login(false);
        try {
            return await fetchToken(this.wire, bearer, scopes, login);
        } catch (error) {
            const renewed = isKind(error, "unauthorized") && login ? await this.access.login(true) : undefined;
            if (!renewed) {
                throw this.explained(error, login);
            }
            return fetchToken(this.wire, bearer, scopes, renewed).catch((again: unknown) => {
                throw this.explained(again, renewed);
            });
        }
    }

    /** The same error, where it is about the login, with what was tried. */
    explained(error: unknown, login?: Login): unknown {
        if (!isKind(error, "unauthorized")) {
            return error;
        }
        const how = login ? "logged in with" : "tried";
        return error.with({ problem: `${error.details.problem} (${how} ${this.access.tried})` });
    }
}
