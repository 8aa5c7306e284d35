import * as v from "valibot";
import { ImageSyncError, type ErrorKind } from "../../../errors";
import { object, readJson } from "../../../validation/json";

/** What was asked, for errors: never a query, which may be signed. */
export interface Asked {
    readonly host: string;
    readonly method: string;
    readonly path: string;
}

export interface Refusal {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
    /** The host that answered, where a redirect led to another. */
    readonly by?: string;
}

/** Codes of the OCI distribution specification 1.1 and of Docker's registry. */
const kindsByCode: Readonly<Record<string, ErrorKind>> = {
    BLOB_UNKNOWN: "notFound",
    MANIFEST_UNKNOWN: "notFound",
    NAME_UNKNOWN: "notFound",
    // The upload is gone, not what was asked for: it can be begun anew.
    BLOB_UPLOAD_UNKNOWN: "transient",
    BLOB_UPLOAD_INVALID: "transient",
    RANGE_INVALID: "transient",
    UNAVAILABLE: "transient",
    DIGEST_INVALID: "invalid",
    MANIFEST_BLOB_UNKNOWN: "invalid",
    MANIFEST_INVALID: "invalid",
    MANIFEST_UNVERIFIED: "invalid",
    NAME_INVALID: "invalid",
    SIZE_INVALID: "invalid",
    TAG_INVALID: "invalid",
    UNAUTHORIZED: "unauthorized",
    DENIED: "unauthorized",
    TOOMANYREQUESTS: "throttled",
    UNSUPPORTED: "unsupported",
};

const kindsByStatus: Readonly<Record<number, ErrorKind>> = {
    400: "invalid",
    401: "unauthorized",
    403: "unauthorized",
    404: "notFound",
    405: "unsupported",
    406: "unsupported",
    408: "transient",
    409: "conflict",
    412: "conflict",
    413: "invalid",
    416: "transient",
    423: "conflict",
    425: "transient",
    429: "throttled",
    501: "unsupported",
};

const advice: Readonly<Record<ErrorKind, string>> = {
    notFound: "check the repository's name and that it is there",
    conflict: "see in the registry what is in the way (an immutable tag?), and run again",
    unauthorized: "check the login and its right to this repository",
    throttled: "the registry's rate is used up: run again later, or log in where it was anonymous",
    transient: "the registry is not well; run again later",
    invalid: "fix what the registry refuses",
    unsupported: "this registry has no such thing",
    unknown: "see the registry's log",
};

const errorBody = object({
    errors: v.pipe(v.array(object({ code: v.string(), message: v.optional(v.string()) })), v.nonEmpty()),
});

/** The error of an answer that is no success. */
export function answerError(asked: Asked, refusal: Refusal): ImageSyncError {
    const { code, message } = firstError(refusal.body);
    const kind = kindOf(refusal.status, code);
    const by = refusal.by === undefined || refusal.by === asked.host ? "" : ` by ${refusal.by}`;
    return new ImageSyncError({
        kind,
        cloud: asked.host,
        action: `${asked.method} ${asked.path}`,
        problem: `answered HTTP ${refusal.status}${by}${message ? `: ${message.slice(0, 300)}` : ""}`,
        code: code ?? `HTTP ${refusal.status}`,
        requestId: requestIdOf(refusal.headers),
        retryAfterMs: retryAfterMs(refusal.headers),
        advice: advice[kind],
        acted: refusal.status >= 500 ? "maybe" : "no",
    });
}

/** An answer that is a success by its status, but cannot be one. */
export function oddAnswer(asked: Asked, problem: string, kind: ErrorKind = "invalid", code?: string): ImageSyncError {
    const action = `${asked.method} ${asked.path}`;
    const repaired = kind === "transient" ? "run again" : "the registry, or something before it, is at fault";
    return new ImageSyncError({ kind, cloud: asked.host, action, problem, code, advice: repaired, acted: "maybe" });
}

/** The error of an exchange that got no whole answer. */
export function wireError(asked: Asked, error: unknown): ImageSyncError {
    const code = codeOf(error);
    return new ImageSyncError({
        kind: isCertificateCode(code) ? "invalid" : "transient",
        cloud: asked.host,
        action: `${asked.method} ${asked.path}`,
        problem: "no whole answer",
        code,
        acted: code === "ECONNREFUSED" || isCertificateCode(code) ? "no" : "maybe",
        advice: wireAdvice(code),
    });
}

/** The code of a failed exchange, undici's, OpenSSL's or the system's. */
export function codeOf(error: unknown): string {
    for (let link = error, depth = 0; link && depth < 4; depth++) {
        const { code, name, cause, errors } = link as {
            code?: unknown;
            name?: unknown;
            cause?: unknown;
            errors?: unknown[];
        };
        if (typeof code === "string") {
            return code;
        }
        if (name === "TimeoutError") {
            return "ETIMEDOUT";
        }
        link = cause ?? errors?.[0];
    }
    return "ECONNECTION";
}

const certificateCodes = new Set([
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "HOSTNAME_MISMATCH",
]);

function isCertificateCode(code: string): boolean {
    return code.includes("CERT") || certificateCodes.has(code);
}

function wireAdvice(code: string): string {
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
        return "the host is not known here: check its spelling and DNS";
    }
    if (isCertificateCode(code)) {
        return "the certificate is not trusted here: for a private CA set NODE_EXTRA_CA_CERTS";
    }
    if (code.startsWith("ERR_SSL") || code === "EPROTO") {
        return "the host does not speak https; plain http needs insecure: true in its entry of imagesync:accounts";
    }
    return "check the network, HTTPS_PROXY and NO_PROXY, and that the registry runs; then run again";
}

function firstError(body: string): { readonly code?: string; readonly message?: string } {
    return readJson(errorBody, body)?.errors[0] ?? {};
}

function kindOf(status: number, code: string | undefined): ErrorKind {
    if (status >= 500 && status !== 501) {
        return code === "TOOMANYREQUESTS" ? "throttled" : "transient";
    }
    return kindsByCode[code ?? ""] ?? kindsByStatus[status] ?? "unknown";
}

const requestIdHeaders = [
    "x-request-id",
    "docker-request-id",
    "x-oss-request-id",
    "x-cos-request-id",
    "x-amz-request-id",
];

function requestIdOf(headers: Refusal["headers"]): string | undefined {
    return requestIdHeaders.map((name) => headerOf(headers, name)).find((value) => value !== undefined);
}

/** One header's value, the first of several. Names in lower case. */
export function headerOf(headers: Refusal["headers"], name: string): string | undefined {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
}

function retryAfterMs(headers: Refusal["headers"]): number | undefined {
    const asked = headerOf(headers, "retry-after") ?? "";
    const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
    return wait > 0 ? wait : undefined;
}
