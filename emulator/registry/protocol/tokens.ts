import { randomBytes } from "node:crypto";
import type { Clock } from "../../types";
import { RegistryError } from "../errors";
import type { RegistryBackend } from "../port";
import type { RegistryCall } from "./operation";

/** How long a token is good for. */
const TOKEN_SECONDS = 300;

/** What a token is good for: actions (`pull`, `push`, `delete`) by repository. */
export type Access = ReadonlyMap<string, ReadonlySet<string>>;

interface Token {
    readonly site: string;
    readonly access: Access;
    readonly expiresAt: number;
}

/** Who asks, and where. */
interface Asked {
    readonly site: string;
    readonly name: string;
    readonly backend: RegistryBackend;
    /** Of the request; undefined where there is none. */
    readonly authorization: string | undefined;
}

/** The token endpoints of all registries, and what they have issued. */
export class Tokens {
    private readonly tokens = new Map<string, Token>();

    constructor(private readonly clock: Clock) {}

    /**
     * Logs in, or gives an anonymous token without a login: good for as much of the asked scopes as may be.
     * @throws RegistryError UNAUTHORIZED for a login that is wrong or has expired.
     */
    issue({ site, name, backend, authorization }: Asked, query: URLSearchParams): object {
        this.forgetExpired();
        const login = authorization === undefined ? undefined : basicOf(authorization);
        const account = login && backend.login(name, login.username, login.password);
        if (authorization !== undefined && account === undefined) {
            throw new RegistryError("UNAUTHORIZED", "the user name or password is wrong, or has expired");
        }
        const access = new Map<string, ReadonlySet<string>>();
        for (const { path, actions } of scopesOf(query)) {
            const isKnown = account !== undefined && account.sees?.(path) !== false;
            const allowed = new Set([
                ...(isKnown || backend.isPublic?.(name, path) === true ? ["pull"] : []),
                ...(isKnown && account.mayWrite ? ["push", "delete"] : []),
            ]);
            access.set(path, new Set(actions.filter((action) => allowed.has(action))));
        }
        const token = randomBytes(24).toString("base64url");
        const now = this.clock.now();
        this.tokens.set(token, { site, access, expiresAt: now + TOKEN_SECONDS * 1000 });
        const issued_at = new Date(now).toISOString();
        return { token, access_token: token, expires_in: TOKEN_SECONDS, issued_at };
    }

    /**
     * What the caller may do.
     * @param host - `127.0.0.1:<port>` of the registry, where the token endpoint is.
     * @throws RegistryError UNAUTHORIZED with a challenge, where this is not enough for the call.
     */
    verify({ site, backend, authorization }: Asked, call: RegistryCall, host: string): Access {
        const needed = neededFor(call);
        const refuse = (error?: string): never => {
            const challenge = challengeOf(host, backend.token, needed, error);
            throw new RegistryError("UNAUTHORIZED", "authentication is required", {
                headers: { "www-authenticate": challenge },
            });
        };
        if (authorization === undefined) {
            return refuse();
        }
        const token = this.tokens.get(bearerOf(authorization) ?? "");
        if (token === undefined || token.site !== site || token.expiresAt <= this.clock.now()) {
            return refuse("invalid_token");
        }
        const isEnough = needed
            .filter(({ optional }) => optional !== true)
            .every(({ path, actions }) => actions.every((action) => token.access.get(path)?.has(action) === true));
        return isEnough ? token.access : refuse("insufficient_scope");
    }

    /** Makes a token expire now. */
    revoke(authorization: string | undefined): void {
        this.tokens.delete(bearerOf(authorization ?? "") ?? "");
    }

    private forgetExpired(): void {
        const now = this.clock.now();
        for (const [token, { expiresAt }] of this.tokens) {
            if (expiresAt <= now) {
                this.tokens.delete(token);
            }
        }
    }
}

interface Scope {
    readonly path: string;
    readonly actions: readonly string[];
    /** Asked for in the challenge, but the call works without it. */
    readonly optional?: boolean;
}

/** What a call needs; a mount is tried with the right to pull from the other repository too, but starts an upload without. */
function neededFor({ operation, path, query }: RegistryCall): readonly Scope[] {
    switch (operation) {
        case "ping":
        case "unknown":
            return [];
        case "getManifest":
        case "listTags":
        case "listReferrers":
        case "headBlob":
        case "getBlob":
            return [{ path, actions: ["pull"] }];
        case "deleteManifest":
            return [{ path, actions: ["delete"] }];
        case "mountBlob": {
            const from = query.get("from");
            const source = from === null ? [] : [{ path: from, actions: ["pull"], optional: true }];
            return [{ path, actions: ["pull", "push"] }, ...source];
        }
        default:
            return [{ path, actions: ["pull", "push"] }];
    }
}

function challengeOf(
    host: string,
    { path, service }: RegistryBackend["token"],
    needed: readonly Scope[],
    error: string | undefined,
): string {
    const scope = needed.map((each) => `repository:${each.path}:${each.actions.join(",")}`).join(" ");
    const parameters = {
        realm: `http://${host}${path}`,
        service,
        ...(scope !== "" && { scope }),
        ...(error && { error }),
    };
    return `Bearer ${Object.entries(parameters)
        .map(([name, value]) => `${name}="${value}"`)
        .join(",")}`;
}

/** The scopes of a token request, each a parameter of its own or several in one. */
function scopesOf(query: URLSearchParams): Scope[] {
    return query
        .getAll("scope")
        .flatMap((value) => value.split(" "))
        .flatMap((scope) => {
            const match = /^repository:([^:]+):([a-z*,]+)$/.exec(scope);
            return match === null ? [] : [{ path: match[1] ?? "", actions: (match[2] ?? "").split(",") }];
        });
}

function bearerOf(authorization: string): string | undefined {
    return /^Bearer (\S+)$/i.exec(authorization)?.[1];
}

function basicOf(authorization: string): { username: string; password: string } | undefined {
    const encoded = /^Basic (\S+)$/i.exec(authorization)?.[1];
    if (encoded === undefined) {
        return undefined;
    }
    const login = Buffer.from(encoded, "base64").toString();
    const colon = login.indexOf(":");
    return { username: login.slice(0, colon), password: login.slice(colon + 1) };
}
