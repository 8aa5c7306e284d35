import * as v from "valibot";
import type { Clock } from "../../../process/clock";
import { ImageSyncError } from "../../../errors";
import { secret } from "../../../process/redact";
import type { Login } from "../port";
import type { Address } from "../wire/address";
import { isAllowed } from "../wire/address";
import { boundedText } from "../wire/body";
import { answerError, oddAnswer, wireError, type Asked } from "../wire/errors";
import type { Transport } from "../wire/transport";
import type { Challenge } from "./challenge";
import { scopeText, type Scope } from "./scope";
import { object, readJson } from "../../../validation/json";

export interface Token {
    readonly header: string;
    /** Milliseconds since the epoch, some before it really ends. */
    readonly usableUntil: number;
}

export type Bearer = Extract<Challenge, { scheme: "bearer" }>;

/** Where an answer says nothing about it, a token lives so long, seconds (Docker's token specification). */
const defaultLifeSeconds = 60;
/** A token is renewed so long before it ends, milliseconds; one of a short life after four fifths of it. */
const marginMs = 10_000;
const mostTokenBytes = 1024 * 1024;

const tokenBody = object({
    token: v.optional(v.pipe(v.string(), v.nonEmpty())),
    access_token: v.optional(v.pipe(v.string(), v.nonEmpty())),
    expires_in: v.nullish(v.pipe(v.number(), v.minValue(0))),
    issued_at: v.nullish(v.string()),
});

/** The value of an `Authorization: Basic` header. */
export function basicHeader(login: Login): string {
    secret(login.password);
    return `Basic ${secret(Buffer.from(`${login.username}:${login.password}`).toString("base64"))}`;
}

/**
 * A token from the realm that a registry names; without a login, an anonymous one.
 * @throws ImageSyncError `unauthorized` where the realm refuses the login; `invalid` where it may not be given one
 */
export async function fetchToken(
    wire: { readonly address: Address; readonly transport: Transport; readonly clock: Clock },
    bearer: Bearer,
    scopes: readonly Scope[],
    login: Login | undefined,
): Promise<Token> {
    const url = tokenUrl(wire.address, bearer, scopes);
    const asked: Asked = { host: wire.address.host, method: "GET", path: `token at ${url.origin}${url.pathname}` };
    const headers = { accept: "application/json", ...(login && { authorization: basicHeader(login) }) };
    const begun = wire.clock.now();
    const signal = AbortSignal.timeout(wire.transport.limits.exchangeMs);
    const { status, answerHeaders, body } = await wire.transport
        .send({ method: "GET", url, headers, signal })
        .then(async (answer) => ({
            status: answer.statusCode,
            answerHeaders: answer.headers,
            body: (await boundedText(answer.body, mostTokenBytes)) ?? "",
        }))
        .catch((error: unknown) => {
            throw wireError(asked, error);
        });
    if (status !== 200) {
        throw answerError(asked, { status, headers: answerHeaders, body });
    }
    return tokenOf(asked, body, begun);
}

function tokenUrl(address: Address, bearer: Bearer, scopes: readonly Scope[]): URL {
    const url = URL.canParse(bearer.realm) ? new URL(bearer.realm) : undefined;
    if (!url || !isAllowed(url, address) || url.username || url.password) {
        throw new ImageSyncError({
            kind: "invalid",
            cloud: address.host,
            action: "log in",
            problem: `the registry sends to ${url ? `${url.protocol}//${url.host}` : "no URL"} for a token`,
            advice: "a login is given to https alone: fix the realm in the registry's configuration",
        });
    }
    if (bearer.service !== undefined) {
        url.searchParams.set("service", bearer.service);
    }
    for (const scope of scopes) {
        url.searchParams.append("scope", scopeText(scope));
    }
    return url;
}

function tokenOf(asked: Asked, body: string, begun: number): Token {
    const parsed = readJson(tokenBody, body);
    const token = secret(parsed?.token ?? parsed?.access_token);
    if (parsed === undefined || token === undefined) {
        throw oddAnswer(asked, "answered no token", "transient");
    }
    const lifeMs = (parsed.expires_in || defaultLifeSeconds) * 1000;
    return { header: `Bearer ${token}`, usableUntil: begun + leftOf(parsed.issued_at, lifeMs, begun) };
}

/** What is left of a token's life. A clock that is apart from ours, or nonsense, says nothing about `issued_at`. */
function leftOf(issuedAt: string | null | undefined, lifeMs: number, now: number): number {
    const age = now - Date.parse(issuedAt ?? "");
    const left = age > 0 && age < lifeMs ? lifeMs - age : lifeMs;
    return left > 5 * marginMs ? left - marginMs : left * 0.8;
}
