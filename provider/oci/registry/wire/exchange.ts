import type { ImageSyncError } from "../../../errors";
import type { Scope } from "../auth/scope";
import { placeOf, type Address } from "./address";
import { boundedText } from "./body";
import { answerError, headerOf, oddAnswer, type Asked } from "./errors";
import type { Transport, WireAnswer, WireRequest } from "./transport";

/** One request to a registry. */
export interface RegistryRequest {
    readonly method: WireRequest["method"];
    /** A path with a query, or a place that the registry has named. */
    readonly to: string | URL;
    readonly scopes: readonly Scope[];
    readonly headers?: Readonly<Record<string, string>>;
    /** Bytes are sent again after a refusal or a fault; a stream is sent once. */
    readonly body?: Buffer | AsyncIterable<Buffer>;
    /** Statuses beside 2xx that are answers, not errors. */
    readonly also?: readonly number[];
    /** Whether the exchange is of a blob, and may last. Default: false. */
    readonly isLong?: boolean;
    /** Whether it is left at one try, whatever comes of it. Default: false. */
    readonly isOnce?: boolean;
}

/** An answer whose body is still to be read, or dumped. */
export interface RegistryAnswer {
    readonly status: number;
    readonly asked: Asked;
    /** Who answered in the end. */
    readonly url: URL;
    readonly body: WireAnswer["body"];
    readonly headers: WireAnswer["headers"];
}

/** How often one request is redirected, and how many bytes of an error are read. */
const most = { redirects: 5, errorBytes: 64 * 1024 };
const redirects = new Set([301, 302, 303, 307, 308]);

/** Sends a request and follows where its answer leads; what is secret goes to the first origin alone. */
export async function follow(
    wire: { readonly transport: Transport; readonly address: Address },
    request: RegistryRequest,
    asked: Asked,
    sent: { readonly url: URL; readonly authorization?: string; readonly signal: AbortSignal },
): Promise<RegistryAnswer> {
    let { url, authorization } = sent;
    for (let hops = 0; ; hops++) {
        const answer = await wire.transport.send({
            method: request.method,
            url,
            // Without the header a server may send any encoding.
            headers: { ...request.headers, "accept-encoding": "identity", ...(authorization && { authorization }) },
            body: request.body,
            signal: sent.signal,
            headersMs: isStream(request.body) ? wire.transport.limits.commitMs : undefined,
        });
        const location = headerOf(answer.headers, "location");
        const isRead = request.method === "GET" || request.method === "HEAD";
        if (!redirects.has(answer.statusCode) || location === undefined || !isRead) {
            return { status: answer.statusCode, asked, url, body: answer.body, headers: answer.headers };
        }
        await answer.body.dump();
        if (hops === most.redirects) {
            throw oddAnswer(asked, `redirects more than ${most.redirects} times`);
        }
        const next = placeOf(location, url, wire.address, `${asked.method} ${asked.path}`);
        authorization = next.origin === url.origin ? authorization : undefined;
        url = next;
    }
}

/** The answer, where its status is one that was asked for. */
export async function judged(request: RegistryRequest, answer: RegistryAnswer): Promise<RegistryAnswer> {
    if ((answer.status >= 200 && answer.status < 300) || request.also?.includes(answer.status)) {
        return answer;
    }
    throw await refusalOf(answer);
}

/** The error that an answer is. */
export async function refusalOf({ asked, status, headers, body, url }: RegistryAnswer): Promise<ImageSyncError> {
    const text = await boundedText(body, most.errorBytes).catch(() => undefined);
    const by = url.host === asked.host ? undefined : url.host;
    return answerError(asked, { status, headers, body: text ?? "", by });
}

/** Whether a body can be sent only once. */
export function isStream(body: RegistryRequest["body"]): body is AsyncIterable<Buffer> {
    return body !== undefined && !Buffer.isBuffer(body);
}
