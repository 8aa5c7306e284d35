import { redact } from "./process/redact";

/**
 * What went wrong, as far as a caller may act on it.
 *
 * - `notFound`: the named object is not there;
 * - `conflict`: it is there already, or is busy;
 * - `unauthorized`: credentials missing, wrong, expired or without the right;
 * - `throttled`: too many requests, nothing was done;
 * - `transient`: a fault of the moment (5xx, connection, unreadable answer); whether the cloud acted may be unknown;
 * - `invalid`: the request can never succeed as it is;
 * - `unsupported`: the cloud or the instance has no such thing;
 * - `unknown`: the cloud's code is in no table.
 */
export type ErrorKind =
    "notFound" | "conflict" | "unauthorized" | "throttled" | "transient" | "invalid" | "unsupported" | "unknown";

export interface ErrorDetails {
    readonly kind: ErrorKind;
    /** The cloud's name, or the part of this package that speaks. */
    readonly cloud: string;
    /** The cloud's official action or operation. */
    readonly action: string;
    /** What happened to which object, in a person's words. */
    readonly problem: string;
    /** The cloud's error code. */
    readonly code?: string;
    readonly requestId?: string;
    /** What to do about it. */
    readonly advice?: string;
    /** Milliseconds the cloud asks to wait. */
    readonly retryAfterMs?: number;
    /** Whether the cloud may have acted on the request; only `no` may be sent again without looking. Default `no`. */
    readonly acted?: "no" | "maybe";
}

/** What to do where nothing more exact is known. */
export const usualAdvice: Readonly<Record<ErrorKind, string>> = {
    notFound: "create it, or fix its name",
    conflict: "see in the cloud's console what is in the way, and run again",
    unauthorized: "check the credentials and their rights",
    throttled: "the account's rate is used up; run again later, or with a lower --parallel",
    transient: "the cloud is not well; run again later",
    invalid: "fix what the cloud refuses",
    unsupported: "check the region, the registry's edition and imagesync:endpoints",
    unknown: "look the code up in the cloud's documents",
};

/** A quota looks like a refused request to most clouds; only a person can raise it. */
export const quotaAdvice = "the quota is used up: remove what is not needed, or ask for a larger one";

/** The one error class: `<cloud> <action>: <problem> (<code>, request <id>); <advice>`, free of secrets. */
export class ImageSyncError extends Error {
    readonly kind: ErrorKind;
    readonly code?: string;
    readonly requestId?: string;
    readonly retryAfterMs?: number;
    readonly acted: "no" | "maybe";
    readonly details: ErrorDetails;
    /** Marks the class across copies of this package. */
    readonly isImageSyncError = true;

    constructor(details: ErrorDetails) {
        // Clouds quote what they were sent, line by line; the engine shows the first line only.
        super(redact(sentence(details)).replace(/\s+/g, " "));
        this.name = "ImageSyncError";
        this.kind = details.kind;
        this.code = details.code;
        this.requestId = details.requestId;
        this.retryAfterMs = details.retryAfterMs;
        this.acted = details.acted ?? "no";
        this.details = details;
    }

    /** The same error with other details. */
    with(changes: Partial<ErrorDetails>): ImageSyncError {
        return new ImageSyncError({ ...this.details, ...changes });
    }

    static is(error: unknown): error is ImageSyncError {
        return typeof error === "object" && error !== null && "isImageSyncError" in error;
    }
}

function sentence(details: ErrorDetails): string {
    const marks = [details.code, details.requestId ? `request ${details.requestId}` : undefined].filter(Boolean);
    const subject = [details.cloud, details.action].filter(Boolean).join(" ");
    return [
        `${subject}: ${details.problem}`,
        marks.length > 0 ? ` (${marks.join(", ")})` : "",
        details.advice ? `; ${details.advice}` : "",
    ].join("");
}

/** The text of any thrown value, free of secrets. */
export function messageOf(error: unknown): string {
    return redact(error instanceof Error ? error.message : String(error));
}

export function isKind(error: unknown, ...kinds: ErrorKind[]): error is ImageSyncError {
    return ImageSyncError.is(error) && kinds.includes(error.kind);
}
