import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CloudRequest } from "../types";
import type { Identity } from "./credentials";
import { HuaweiError } from "./errors";

/** How far X-Sdk-Date may be from the server's clock: the signing guide says fifteen minutes. */
const allowedSkewMillis = 15 * 60 * 1000;

const authorizationPattern =
    /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([A-Za-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

function refuse(reason: string): HuaweiError {
    return HuaweiError.gateway(401, "APIGW.0301", `Incorrect IAM authentication information: ${reason}`);
}

function encode(text: string): string {
    return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        throw refuse("the URL is not percent-encoded");
    }
}

/** Each segment encoded anew, so `$` and `%24` on the wire come to the same, and a slash at the end in any case. */
function canonicalPath(path: string): string {
    const encoded = path
        .split("/")
        .map((segment) => encode(decode(segment)))
        .join("/");
    return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
    return query
        .split("&")
        .filter((pair) => pair !== "")
        .map((pair) => {
            const [name = "", ...value] = pair.split("=");
            return [name, value.join("=")].map((part) => encode(decode(part.replaceAll("+", " "))));
        })
        .map(([name = "", value = ""]) => ({ name, pair: `${name}=${value}` }))
        .sort((a, b) => (a.name === b.name ? compare(a.pair, b.pair) : compare(a.name, b.name)))
        .map(({ pair }) => pair)
        .join("&");
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(text: string | Buffer): string {
    return createHash("sha256").update(text).digest("hex");
}

function signatureOf(request: CloudRequest, signedHeaders: readonly string[], host: string, key: string): Buffer {
    const value = (name: string): string => (name === "host" ? host : (request.headers[name] ?? ""));
    const canonical = [
        request.method,
        canonicalPath(request.path),
        canonicalQuery(request.query),
        signedHeaders.map((name) => `${name}:${value(name).trim()}\n`).join(""),
        signedHeaders.join(";"),
        sha256(request.body),
    ].join("\n");
    const text = ["SDK-HMAC-SHA256", request.headers["x-sdk-date"], sha256(canonical)].join("\n");
    return createHmac("sha256", key).update(text).digest();
}

function checkDate(date: string | undefined, now: number): void {
    const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(date ?? "");
    if (parts === null) {
        throw refuse("X-Sdk-Date is missing or not YYYYMMDDTHHMMSSZ");
    }
    const [, year, month, day, hour, minute, second] = parts.map(Number);
    const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
    if (Math.abs(at - now) > allowedSkewMillis) {
        throw refuse("the signature expired");
    }
}

/**
 * Verifies an SDK-HMAC-SHA256 request by recomputing its signature over the headers that it lists, X-Sdk-Date alone
 * included, and says who sent it. The host may be signed with or without its port.
 * Source: Huawei Cloud API signing guide; huaweicloud-sdk-core AKSKSigner.
 *
 * @throws HuaweiError 401 APIGW.0301
 */
export function verify(request: CloudRequest, keys: readonly Identity[], now: number): Identity {
    const match = authorizationPattern.exec(request.headers["authorization"] ?? "");
    if (match === null) {
        throw refuse("neither an SDK-HMAC-SHA256 signature nor an X-Auth-Token");
    }
    const [, accessKey, signedHeaderList = "", signature = ""] = match;
    checkDate(request.headers["x-sdk-date"], now);
    const identity = keys.find(({ key }) => key.accessKey === accessKey);
    if (identity === undefined) {
        throw refuse("the access key does not exist");
    }
    const signedHeaders = signedHeaderList.toLowerCase().split(";");
    const host = request.headers["host"] ?? "";
    const given = Buffer.from(signature, "hex");
    const matches = [host, host.replace(/:\d+$/, "")]
        .map((each) => signatureOf(request, signedHeaders, each, identity.key.secretKey))
        .some((each) => timingSafeEqual(each, given));
    if (!matches) {
        throw refuse("verify aksk signature fail");
    }
    if (request.headers["x-security-token"] !== identity.key.securityToken) {
        throw refuse("the security token does not belong to this access key");
    }
    return identity;
}
