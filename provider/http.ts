import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from "undici";
import { parse } from "lossless-json";
import { ImageSyncError } from "./errors";
import { isLoopback } from "./validation/url";

/** Bounds of one exchange with a cloud, in milliseconds and bytes. */
export const httpLimits = {
    connectMs: 10_000,
    /** To the first byte of the answer, and between two pieces of it. */
    answerMs: 30_000,
    /** The whole exchange, however slowly it drips. */
    exchangeMs: 75_000,
    bodyBytes: 32 * 1024 * 1024,
} as const;

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

const agents: { direct?: Dispatcher; proxied?: Dispatcher } = {};

/**
 * One pool for the process. HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case, are read when it is made; what goes
 * to this machine itself never takes a proxy.
 */
function dispatcher(url: string): Dispatcher {
    const options = {
        connect: { timeout: httpLimits.connectMs },
        headersTimeout: httpLimits.answerMs,
        bodyTimeout: httpLimits.answerMs,
        keepAliveTimeout: 4_000,
    };
    return isLoopback(new URL(url).hostname)
        ? (agents.direct ??= new Agent(options))
        : (agents.proxied ??= new EnvHttpProxyAgent(options));
}

/**
 * One exchange, whatever the status.
 * @throws ImageSyncError `transient`; its `acted` is `no` only where the request surely never left this machine.
 */
export async function exchange(call: HttpRequest): Promise<HttpResponse> {
    try {
        const answer = await request(call.url, {
            method: call.method,
            headers: call.headers,
            body: call.body,
            dispatcher: dispatcher(call.url),
            signal: AbortSignal.timeout(httpLimits.exchangeMs),
        });
        const text = await boundedText(answer.body, call);
        return { status: answer.statusCode, headers: flatten(answer.headers), text };
    } catch (error) {
        throw ImageSyncError.is(error) ? error : transportError(error, call);
    }
}

async function boundedText(body: AsyncIterable<Buffer>, call: HttpRequest): Promise<string> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body) {
        size += piece.length;
        if (size > httpLimits.bodyBytes) {
            throw unreadable(call, `answered with more than ${httpLimits.bodyBytes} bytes`);
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
        cause: error,
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
