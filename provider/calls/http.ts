import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from "undici";
import { parse } from "lossless-json";
import { ImageSyncError } from "../errors";
import { isLoopback } from "../validation/url";

/** Bounds of one exchange with a cloud, in milliseconds and bytes. */
export const httpLimits = {
    connectMs: 10_000,
    /** To the first byte of the answer, and between two pieces of it. */
    answerMs: 30_000,
    /** The whole exchange, however slowly it drips. */
    exchangeMs: 75_000,
    bodyBytes: 32 * 1024 * 1024,
};

export type HttpLimits = Readonly<typeof httpLimits>;

export interface HttpRequest {
    readonly method: "GET" | "POST" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** For errors. */
    readonly cloud: string;
    readonly action: string;
}

export interface HttpResponse {
    readonly status: number;
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly text: string;
}

/** A pool of connections. Its users share the process's one, see `exchange`. */
export class Http {
    private direct: Dispatcher | undefined;
    private proxied: Dispatcher | undefined;

    constructor(private readonly limits: HttpLimits = httpLimits) {}

    /** See the function of this name. */
    async exchange(call: HttpRequest): Promise<HttpResponse> {
        try {
            const answer = await request(call.url, {
                method: call.method,
                // Without the header a server may send any encoding.
                headers: { ...call.headers, "accept-encoding": "identity" },
                body: call.body,
                dispatcher: this.dispatcher(call.url),
                signal: AbortSignal.timeout(this.limits.exchangeMs),
            });
            const text = await boundedText(answer.body, call, this.limits.bodyBytes);
            return { status: answer.statusCode, headers: flatten(answer.headers), text };
        } catch (error) {
            throw ImageSyncError.is(error) ? error : transportError(error, call);
        }
    }

    /** Ends every connection, with the exchanges that are under way. */
    async close(): Promise<void> {
        await Promise.all([this.direct?.destroy(), this.proxied?.destroy()]);
    }

    /**
     * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case, are read when the pool is made; what goes to this machine
     * itself never takes a proxy.
     */
    private dispatcher(url: string): Dispatcher {
        const options = {
            connect: { timeout: this.limits.connectMs },
            headersTimeout: this.limits.answerMs,
            bodyTimeout: this.limits.answerMs,
            keepAliveTimeout: 4_000,
        };
        return isLoopback(new URL(url).hostname)
            ? (this.direct ??= new Agent(options))
            : (this.proxied ??= new EnvHttpProxyAgent(options));
    }
}

const shared = new Http();

/**
 * One exchange, whatever the status.
 * @throws ImageSyncError `transient`; its `acted` is `no` only where the request surely never left this machine.
 */
export function exchange(call: HttpRequest): Promise<HttpResponse> {
    return shared.exchange(call);
}

async function boundedText(body: AsyncIterable<Buffer>, call: HttpRequest, most: number): Promise<string> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body) {
        size += piece.length;
        if (size > most) {
            throw unreadable(call, `answered with more than ${most} bytes`);
        }
        pieces.push(piece);
    }
    return Buffer.concat(pieces).toString("utf8");
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
    return Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
}

/** Failures before a byte of the request was sent. */
const neverSent = new Set([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
]);

function transportError(error: unknown, call: HttpRequest): ImageSyncError {
    const code = codeOf(error);
    const host = new URL(call.url).host;
    return new ImageSyncError({
        kind: "transient",
        cloud: call.cloud,
        action: call.action,
        problem: `no answer from ${host}`,
        code,
        acted: neverSent.has(code) ? "no" : "maybe",
        advice: transportAdvice(code),
    });
}

function codeOf(error: unknown): string {
    const chain = [error, (error as { cause?: unknown } | undefined)?.cause];
    for (const link of chain) {
        const { code, name } = (link ?? {}) as { code?: unknown; name?: unknown };
        if (typeof code === "string") {
            return code;
        }
        if (name === "TimeoutError" || name === "AbortError") {
            return "ETIMEDOUT";
        }
    }
    return "ECONNECTION";
}

function transportAdvice(code: string): string {
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
        return "the host is not known here: check the region's spelling, DNS, and imagesync:endpoints";
    }
    if (code.includes("CERT")) {
        return "the certificate is not trusted here: for a private CA set NODE_EXTRA_CA_CERTS";
    }
    return "check the network, HTTPS_PROXY and NO_PROXY, and imagesync:endpoints; then run again";
}

function unreadable(call: HttpRequest, problem: string, status?: number): ImageSyncError {
    return new ImageSyncError({
        kind: "transient",
        cloud: call.cloud,
        action: call.action,
        problem,
        code: status === undefined ? undefined : `HTTP ${status}`,
        acted: "maybe",
        advice: "something between here and the cloud answered in its place, or the answer was cut; run again",
    });
}

/** Milliseconds that the standard header Retry-After asks to wait, in seconds or until a date; undefined without one. */
export function retryAfterMs({ headers }: HttpResponse): number | undefined {
    const asked = headers["retry-after"] ?? "";
    const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
    return wait > 0 ? wait : undefined;
}

/**
 * The JSON of an answer. Numbers that a double cannot hold come as strings of their digits: ids stay what they are.
 * @throws ImageSyncError `transient` for a body that is not JSON (a proxy's HTML page, a cut answer).
 */
export function json(call: HttpRequest, answer: HttpResponse): unknown {
    try {
        return parse(answer.text, null, exactNumber);
    } catch {
        throw unreadable(call, `${new URL(call.url).host} answered something that is not JSON`, answer.status);
    }
}

function exactNumber(digits: string): number | string {
    const value = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value;
}
