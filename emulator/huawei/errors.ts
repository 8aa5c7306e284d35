import { randomUUID } from "node:crypto";
import { stringify } from "lossless-json";
import type { CloudResponse, ErrorFault } from "../types";

/**
 * How SWR itself words its errors: `both` shapes in one object as sites do now, `errors` (the list in an object) or
 * `array` (the bare list) as older sites do. Gateway and IAM errors have shapes of their own.
 */
export type ErrorStyle = "both" | "errors" | "array";

/** Who answers: the service itself, the API gateway before it, or IAM. */
type Origin = "swr" | "gateway" | "iam";

/** A failure that the client is told about. */
export class HuaweiError extends Error {
    private constructor(
        readonly origin: Origin,
        readonly status: number,
        readonly code: string,
        message: string,
    ) {
        super(message);
    }

    /** @param digits the last part of a code of SWR's error table, `4040010` */
    static swr(status: number, digits: string, message: string): HuaweiError {
        return new HuaweiError("swr", status, `SVCSTG.SWR.${digits}`, message);
    }

    static gateway(status: number, code: string, message: string): HuaweiError {
        return new HuaweiError("gateway", status, code, message);
    }

    static throttled(): HuaweiError {
        return HuaweiError.gateway(429, "APIGW.0308", "The throttling threshold has been reached");
    }

    static iam(status: number, title: string, message: string): HuaweiError {
        return new HuaweiError("iam", status, title, message);
    }
}

function respond(status: number, body: unknown, requestId: string, headers: Record<string, string>): CloudResponse {
    return {
        status,
        headers: { "content-type": "application/json;charset=utf-8", "x-request-id": requestId, ...headers },
        // Rule ids may be larger than a JavaScript number holds; they come here as bigint.
        body: stringify(body) ?? "",
    };
}

/** SWR's only success is 200. */
export function success(body: unknown, headers: Record<string, string> = {}): CloudResponse {
    return respond(200, body, randomUUID(), headers);
}

/** What a 403 carries for an administrator to decode; a secret in the eyes of a log reader. */
function authorizationMessage(status: number): Record<string, string> {
    return status === 403 ? { encoded_authorization_message: "emulator-encoded-authorization-message" } : {};
}

function swrBody({ status, code, message }: HuaweiError, style: ErrorStyle): unknown {
    const entry = { errorCode: code, errorMessage: message, detail: "", ...authorizationMessage(status) };
    switch (style) {
        case "array":
            return [entry];
        case "errors":
            return { errors: [entry] };
        case "both":
            return {
                errors: [entry],
                error_code: code,
                error_msg: message,
                details: [{ error_code: code, error_msg: message }],
                ...authorizationMessage(status),
            };
    }
}

export function failure(error: HuaweiError, style: ErrorStyle): CloudResponse {
    const requestId = randomUUID();
    const bodies: Readonly<Record<Origin, () => unknown>> = {
        swr: () => swrBody(error, style),
        gateway: () => ({ error_code: error.code, error_msg: error.message, request_id: requestId }),
        iam: () => ({ error: { code: error.status, title: error.code, message: error.message } }),
    };
    return respond(error.status, bodies[error.origin](), requestId, {});
}

const throttled = HuaweiError.throttled();

const swrFaults: Readonly<Record<ErrorFault, HuaweiError>> = {
    throttle: throttled,
    throttle403: HuaweiError.swr(403, "4031042", "There are too many requests"),
    serverError: HuaweiError.swr(500, "5000007", "The server failed to get the data"),
    unauthorized: HuaweiError.swr(401, "4010000", "Authentication failed"),
    forbidden: HuaweiError.swr(403, "4039002", "No permission for this operation"),
    quota: HuaweiError.swr(400, "4000097", "The quota of organizations is used up"),
};

const iamFaults: Readonly<Record<ErrorFault, HuaweiError>> = {
    throttle: throttled,
    throttle403: throttled,
    serverError: HuaweiError.iam(500, "Internal Server Error", "The server failed"),
    unauthorized: HuaweiError.iam(401, "Unauthorized", "The request you have made requires authentication"),
    forbidden: HuaweiError.iam(403, "Forbidden", "You are not authorized to perform the requested action"),
    quota: throttled,
};

/** The answer for an injected fault, in the words of the service that was asked. */
export function faultAnswer(kind: ErrorFault, service: "swr" | "iam", style: ErrorStyle): CloudResponse {
    return failure((service === "iam" ? iamFaults : swrFaults)[kind], style);
}
