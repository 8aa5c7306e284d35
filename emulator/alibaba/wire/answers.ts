import { randomUUID } from "node:crypto";
import type { CloudRequest, CloudResponse } from "../../types";

/** A refusal by the API gateway: HTTP 400 or more, with the gateway's envelope. */
export class GatewayError extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly headers: Readonly<Record<string, string>> = {},
    ) {
        super(message);
    }
}

/** A refusal by the service behind the gateway: HTTP 200 with `IsSuccess: false`. */
export class BusinessError extends Error {
    constructor(readonly code: string) {
        super(code);
    }
}

/** The gateway's refusal for a parameter that is not there. */
export function missing(name: string): GatewayError {
    return new GatewayError(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

/** The gateway's refusal for a value that a parameter cannot have. */
export function invalid(name: string): GatewayError {
    return new GatewayError(400, `Invalid${name}`, `Specified parameter ${name} is not valid.`);
}

/** Runs an action, and puts its result or its refusal into the shape that the cloud gives it. */
export function answer(request: CloudRequest, act: () => object): CloudResponse {
    const requestId = randomUUID().toUpperCase();
    try {
        return { status: 200, body: { RequestId: requestId, Code: "success", IsSuccess: true, ...act() } };
    } catch (error) {
        if (error instanceof GatewayError) {
            return gatewayAnswer(request, error, requestId);
        }
        if (error instanceof BusinessError) {
            return { status: 200, body: { RequestId: requestId, Code: error.code, IsSuccess: false } };
        }
        throw error;
    }
}

function gatewayAnswer(request: CloudRequest, error: GatewayError, requestId: string): CloudResponse {
    const { status, code, message, headers } = error;
    const body = {
        RequestId: requestId,
        HostId: request.headers.host ?? "",
        Code: code,
        Message: message,
        Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&product=cr&requestId=${requestId}`,
    };
    return { status, headers, body };
}
