import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CloudRequest } from "../../types";
import type { ApiCall, Parameter } from "./apiCall";

/** RFC 3986: everything but letters, digits and `-_.~` is escaped. */
function encode(text: string): string {
    return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Sorts by name and joins: the canonical query of both schemes. */
function canonicalQuery(parameters: readonly Parameter[]): string {
    return [...parameters]
        .sort(([a, aValue], [b, bValue]) => compare(a, b) || compare(aValue, bValue))
        .map(([name, value]) => `${encode(name)}=${encode(value)}`)
        .join("&");
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

/** What the older RPC style signs: all parameters of query and form but the signature itself. */
export function parameterStringToSign(call: ApiCall): string {
    const signed = [...call.query, ...call.form].filter(([name]) => name !== "Signature");
    return `${call.request.method}&${encode("/")}&${encode(canonicalQuery(signed))}`;
}

/** HMAC-SHA1 in base64, with the ampersand that the scheme appends to the key. */
export function parameterSignature(stringToSign: string, secretKey: string): string {
    return createHmac("sha1", `${secretKey}&`).update(stringToSign).digest("base64");
}

/** What `ACS3-HMAC-SHA256` signs, over the headers that the client says it has signed and the body as it arrived. */
export function headerStringToSign(
    request: CloudRequest,
    query: readonly Parameter[],
    signedHeaders: string[],
): string {
    const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`).join("");
    const canonical = [
        request.method,
        request.path,
        canonicalQuery(query),
        headers,
        signedHeaders.join(";"),
        sha256(request.body),
    ].join("\n");
    return `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
}

/** HMAC-SHA256 in hexadecimal digits. */
export function headerSignature(stringToSign: string, secretKey: string): string {
    return createHmac("sha256", secretKey).update(stringToSign).digest("hex");
}

export function sha256(data: string | Buffer): string {
    return createHash("sha256").update(data).digest("hex");
}

export function equalSignatures(given: string, computed: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(computed)];
    return a.length === b.length && timingSafeEqual(a, b);
}
