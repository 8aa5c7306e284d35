import { randomUUID } from "node:crypto";
import type { CloudResponse, ErrorFault } from "../types";

/** A failure that the client is told about, by its Tencent Cloud code. */
export class TencentError extends Error {
    constructor(
        readonly code: string,
        message: string,
    ) {
        super(message);
    }
}

/** The members of a successful `Response`, without RequestId. */
export type Result = Readonly<Record<string, unknown>>;

function envelope(content: Result): CloudResponse {
    return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: { Response: { ...content, RequestId: randomUUID() } },
    };
}

export function success(result: Result): CloudResponse {
    return envelope(result);
}

/** Tencent Cloud API 3.0 answers failures with HTTP 200 too. */
export function failure(error: TencentError): CloudResponse {
    return envelope({ Error: { Code: error.code, Message: error.message } });
}

const faults: Readonly<Record<ErrorFault, TencentError>> = {
    throttle: new TencentError("RequestLimitExceeded", "The number of requests exceeds the frequency limit"),
    // TCR knows one way to say it; the 403 kind is SWR's.
    throttle403: new TencentError("RequestLimitExceeded", "The number of requests exceeds the frequency limit"),
    serverError: new TencentError("InternalError", "An internal error occurred, retry later"),
    unauthorized: new TencentError("AuthFailure.SignatureFailure", "The signature does not match"),
    forbidden: new TencentError("UnauthorizedOperation", "The key has no right to this operation"),
    quota: new TencentError("OperationDenied.QuotaOverLimit", "The quota is used up"),
};

/** The answer for an injected fault. */
export function faultAnswer(kind: ErrorFault): CloudResponse {
    return failure(faults[kind]);
}
