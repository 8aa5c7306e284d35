import type { CloudRequest } from "../../types";

/** The service's API version, the same in every request. */
export const API_VERSION = "2018-12-01";

/** How a request is signed: by headers (V3, `ACS3-HMAC-SHA256`) or by parameters (the older RPC style). */
export type SigningStyle = "headers" | "parameters";

/** A request with its parameters decoded. */
export interface ApiCall {
    readonly request: CloudRequest;
    readonly style: SigningStyle;
    readonly action: string;
    readonly version: string;
    /** Everything in the query. */
    readonly query: readonly Parameter[];
    /** Everything in a form body. */
    readonly form: readonly Parameter[];
}

/** Name and value, decoded. */
export type Parameter = readonly [name: string, value: string];

/** Decodes a request; undefined where it is not in this cloud's protocol. */
export function decodeCall(request: CloudRequest): ApiCall | undefined {
    const query = [...new URLSearchParams(request.query)];
    const form = isForm(request) ? [...new URLSearchParams(request.body.toString("utf8"))] : [];
    const value = (name: string): string | undefined => [...query, ...form].find(([key]) => key === name)?.[1];
    const { "x-acs-action": headerAction, "x-acs-version": headerVersion, authorization = "" } = request.headers;
    const action = value("Action") ?? headerAction ?? "";
    const version = value("Version") ?? headerVersion ?? "";
    // Asked first: today's runtime sends its headers with the older signature too. Tencent's older style also has
    // `Action` and `Signature`, but calls the key `SecretId`.
    if (value("AccessKeyId") !== undefined || (value("Action") !== undefined && version === API_VERSION)) {
        return { request, style: "parameters", action, version, query, form };
    }
    const isOurs = headerAction !== undefined || headerVersion !== undefined || authorization.startsWith("ACS3-");
    return isOurs ? { request, style: "headers", action, version, query, form } : undefined;
}

function isForm(request: CloudRequest): boolean {
    return (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
}
