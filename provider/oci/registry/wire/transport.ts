import type { Dispatcher } from "undici";
import { isLoopback } from "../../../validation/url";
import { directAgent, proxyAgent, request } from "./undici";

/** Bounds of one exchange with a registry, in milliseconds. */
export const wireLimits = {
    connectMs: 10_000,
    /** To the head of an answer, and between two pieces of its body, whoever is slow. */
    stallMs: 30_000,
    /** To the head of the answer to an upload: the registry may have gigabytes to write away first. */
    commitMs: 600_000,
    /** A whole exchange without a blob, however slowly it drips. */
    exchangeMs: 75_000,
    /** For giving an upload up; nobody waits longer for a courtesy. */
    cancelMs: 5_000,
};

export type WireLimits = Readonly<typeof wireLimits>;

export interface WireRequest {
    readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
    readonly url: URL;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Buffer | AsyncIterable<Buffer>;
    readonly signal: AbortSignal;
    /** To the head of the answer, milliseconds. Default: `stallMs`. */
    readonly headersMs?: number;
}

export type WireAnswer = Dispatcher.ResponseData;

/** How much of a blob is read ahead of who takes it, bytes. */
const readAheadBytes = 256 * 1024;

/** Connections to registries, kept alive and used again. Redirects are not followed here. */
export class Transport {
    private direct: Dispatcher | undefined;
    private proxied: Dispatcher | undefined;

    constructor(readonly limits: WireLimits = wireLimits) {}

    /** One request; what it rejects with is undici's or Node's own error. */
    send(call: WireRequest): Promise<WireAnswer> {
        return request(call.url, this.dispatcher(call.url), {
            method: call.method,
            headers: call.headers,
            body: call.body as Buffer | undefined,
            signal: call.signal,
            headersTimeout: call.headersMs ?? this.limits.stallMs,
            highWaterMark: readAheadBytes,
            // Undici would close the connection after each HEAD; registries answer it without a body.
            reset: false,
        });
    }

    /** Ends every connection, with what is under way. */
    async close(): Promise<void> {
        await Promise.all([this.direct?.destroy(), this.proxied?.destroy()]);
    }

    /**
     * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case, are read when the pool is made; what goes to this machine
     * itself never takes a proxy. Connections are not counted here: a blob that waits for the one being sent on would
     * keep it from the connection it needs. Requests are bounded by a limit, blobs by who copies.
     */
    private dispatcher(url: URL): Dispatcher {
        const options = {
            connect: { timeout: this.limits.connectMs },
            headersTimeout: this.limits.stallMs,
            bodyTimeout: this.limits.stallMs,
            keepAliveTimeout: 10_000,
        };
        return isLoopback(url.hostname)
            ? (this.direct ??= directAgent(options))
            : (this.proxied ??= proxyAgent(options));
    }
}

/** The process's own connections. */
export const sharedTransport = new Transport();
