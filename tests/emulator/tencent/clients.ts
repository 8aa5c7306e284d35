import { createHash, createHmac } from "node:crypto";
import { Agent } from "node:http";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { Emulator, TencentKey } from "../../../emulator";

/** An answer's `Response`. */
export type Response = Record<string, unknown>;

export interface CallOptions {
    readonly key?: TencentKey;
    readonly region?: string;
}

/** Calls an action through Tencent Cloud's own runtime; throws its errors, which have a `code`. */
export async function call(
    emulator: Emulator,
    action: string,
    parameters: Record<string, unknown> = {},
    options: CallOptions = {},
): Promise<Response> {
    const { region = "ap-guangzhou" } = options;
    const key: TencentKey = options.key ?? emulator.credentials.tencent.owner;
    const agent = new Agent({ keepAlive: false });
    const client = new CommonClient("tcr.tencentcloudapi.com", "2019-09-24", {
        credential: { secretId: key.secretId, secretKey: key.secretKey, token: key.securityToken },
        region,
        profile: { httpProfile: { endpoint: new URL(emulator.url).host, protocol: "http://", agent } },
    });
    return (await client.request(action, parameters)) as Response;
}

/** What a request signed by hand does otherwise than the documents say. */
export interface HandMade {
    readonly action?: string;
    readonly body?: string;
    /** The body that is sent, where it is not the one that was signed. */
    readonly forgedBody?: string;
    readonly key?: TencentKey;
    readonly service?: string;
    /** Unix seconds. Default: now. */
    readonly timestamp?: number;
    /** The date in the credential scope. Default: that of the timestamp. */
    readonly date?: string;
    /** The host that is signed; sent is the emulator's. */
    readonly signedHost?: string;
    readonly signedHeaders?: readonly string[];
    /** Headers that replace the usual ones, after signing; undefined leaves one out. */
    readonly forge?: Record<string, string | undefined>;
    readonly method?: string;
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}

/** Signs a request by TC3-HMAC-SHA256, bends it, sends it, and gives the answer's `Response`. */
export async function send(emulator: Emulator, request: HandMade = {}): Promise<Response> {
    const { action = "DescribeRegions", body = "{}", service = "tcr", method = "POST" } = request;
    const { key = emulator.credentials.tencent.owner, timestamp = Math.floor(Date.now() / 1000) } = request;
    const date = request.date ?? new Date(timestamp * 1000).toISOString().slice(0, 10);
    const { host } = new URL(emulator.url);
    const headers: Record<string, string> = {
        "content-type": "application/json; charset=utf-8",
        host: request.signedHost ?? host,
        "x-tc-action": action,
    };
    const signed = request.signedHeaders ?? ["content-type", "host", "x-tc-action"];
    const lines = signed.map((name) => `${name}:${(headers[name] ?? "").toLowerCase()}\n`).join("");
    const canonical = [method, "/", "", lines, signed.join(";"), sha256(body)].join("\n");
    const text = ["TC3-HMAC-SHA256", timestamp, `${date}/${service}/tc3_request`, sha256(canonical)].join("\n");
    const signingKey = hmac(hmac(hmac(`TC3${key.secretKey}`, date), service), "tc3_request");
    const sent: Record<string, string | undefined> = {
        "content-type": "application/json; charset=utf-8",
        "x-tc-action": action,
        "x-tc-version": "2019-09-24",
        "x-tc-region": "ap-guangzhou",
        "x-tc-timestamp": String(timestamp),
        authorization:
            `TC3-HMAC-SHA256 Credential=${key.secretId}/${date}/${service}/tc3_request, ` +
            `SignedHeaders=${signed.join(";")}, Signature=${hmac(signingKey, text).toString("hex")}`,
        ...request.forge,
    };
    const entries = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const answer = await fetch(`${emulator.url}/`, {
        method,
        headers: entries,
        body: method === "GET" ? undefined : (request.forgedBody ?? body),
    });
    if (answer.status !== 200) {
        throw new Error(`Tencent Cloud answers with 200 alone, not ${answer.status}`);
    }
    return ((await answer.json()) as { Response: Response }).Response;
}

/** The code of a `Response` that must be an error. */
export function codeOf(response: Response): string | undefined {
    return (response["Error"] as { Code?: string } | undefined)?.Code;
}

/** The parameters of a rule from tcr-gz to tcr-sg. */
export function rule(changes: Record<string, unknown> = {}, ruleChanges: Record<string, unknown> = {}): Response {
    return {
        SourceRegistryId: "tcr-gz",
        DestinationRegistryId: "tcr-sg",
        Rule: {
            Name: "api-to-sg",
            DestNamespace: "",
            Override: true,
            Filters: [
                { Type: "name", Value: "prod/api" },
                { Type: "tag", Value: "1.*" },
                { Type: "resource", Value: "image" },
            ],
            ...ruleChanges,
        },
        ...changes,
    };
}

/** Expectation for assert.rejects. */
export function withCode(code: string): { code: string } {
    return { code };
}
