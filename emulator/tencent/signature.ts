import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CloudRequest } from "../types";
import type { Identity } from "./credentials";
import { TencentError } from "./errors";

/** How far X-TC-Timestamp may be from the server's clock: the signature document says five minutes. */
const allowedSkewSeconds = 300;

interface Authorization {
    readonly secretId: string;
    readonly date: string;
    readonly service: string;
    readonly signedHeaders: readonly string[];
    readonly signature: string;
}

const authorizationPattern =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

function parseAuthorization(header: string | undefined): Authorization {
    const match = authorizationPattern.exec(header ?? "");
    if (match === null) {
        throw new TencentError("AuthFailure.InvalidAuthorization", "The Authorization header is not TC3-HMAC-SHA256");
    }
    const [, secretId = "", date = "", service = "", signedHeaders = "", signature = ""] = match;
    return { secretId, date, service, signedHeaders: signedHeaders.split(";"), signature };
}

function sha256(text: string | Buffer): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}

/** The canonical request of signature v3, for a host as the client may have signed it. */
function canonicalRequest(request: CloudRequest, signedHeaders: readonly string[], host: string): string {
    const value = (name: string): string => (name === "host" ? host : (request.headers[name] ?? ""));
    const headers = signedHeaders.map((name) => `${name}:${value(name).trim().toLowerCase()}\n`).join("");
    return [request.method, request.path, request.query, headers, signedHeaders.join(";"), sha256(request.body)].join(
        "\n",
    );
}

function signatureOf(canonical: string, secretKey: string, authorization: Authorization, timestamp: string): Buffer {
    const { date, service } = authorization;
    const text = ["TC3-HMAC-SHA256", timestamp, `${date}/${service}/tc3_request`, sha256(canonical)].join("\n");
    const signingKey = hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request");
    return hmac(signingKey, text);
}

function checkTime(timestamp: string | undefined, date: string, now: number): string {
    if (timestamp === undefined) {
        throw new TencentError("MissingParameter", "The header X-TC-Timestamp is missing");
    }
    const seconds = Number(timestamp);
    if (!/^\d{1,11}$/.test(timestamp) || Math.abs(now / 1000 - seconds) > allowedSkewSeconds) {
        throw new TencentError("AuthFailure.SignatureExpire", "X-TC-Timestamp is more than five minutes off");
    }
    if (new Date(seconds * 1000).toISOString().slice(0, 10) !== date) {
        throw new TencentError(
            "AuthFailure.SignatureFailure",
            "The credential scope has another date than the timestamp",
        );
    }
    return timestamp;
}

/** Node's SDK signs the host without the port that it then sends; others sign what they send. Both are taken. */
function hostsAsSigned(request: CloudRequest): readonly string[] {
    const host = request.headers["host"] ?? "";
    return [host, host.replace(/:\d+$/, "")];
}

/**
 * Verifies a TC3-HMAC-SHA256 request by recomputing its signature, and says who sent it.
 * The service of the credential scope is taken as sent: clients derive it from the first label of the endpoint
 * ("tcr", or "127" on loopback). Source: Tencent Cloud API 3.0, "Signature v3".
 *
 * @throws TencentError AuthFailure.* or MissingParameter
 */
export function verify(request: CloudRequest, keys: readonly Identity[], now: number): Identity {
    const authorization = parseAuthorization(request.headers["authorization"]);
    const timestamp = checkTime(request.headers["x-tc-timestamp"], authorization.date, now);
    const identity = keys.find((each) => each.key.secretId === authorization.secretId);
    if (identity === undefined) {
        throw new TencentError("AuthFailure.SecretIdNotFound", "The SecretId does not exist");
    }
    if (!["content-type", "host"].every((name) => authorization.signedHeaders.includes(name))) {
        throw new TencentError("AuthFailure.SignatureFailure", "content-type and host must be signed");
    }
    const given = Buffer.from(authorization.signature, "hex");
    const matches = hostsAsSigned(request)
        .map((host) => canonicalRequest(request, authorization.signedHeaders, host))
        .some((text) => timingSafeEqual(signatureOf(text, identity.key.secretKey, authorization, timestamp), given));
    if (!matches) {
        throw new TencentError("AuthFailure.SignatureFailure", "The signature does not match");
    }
    // Clients that have no token send an empty header.
    if ((request.headers["x-tc-token"] ?? "") !== (identity.key.securityToken ?? "")) {
        throw new TencentError("AuthFailure.TokenFailure", "The token does not belong to this SecretId");
    }
    return identity;
}
