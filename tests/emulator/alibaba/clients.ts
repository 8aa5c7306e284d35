import { createHash, createHmac, randomUUID } from "node:crypto";
import Client, { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import type { AlibabaCredential, Emulator } from "../../../emulator";

/** An answer's body. */
export type Body = Record<string, unknown>;

/** How a call is made; everything is optional. */
export interface CallOptions {
    readonly credential?: AlibabaCredential;
    /** "v2" is the runtime's name for the older RPC signature. */
    readonly signatureAlgorithm?: "v2";
    readonly method?: "GET" | "POST";
    /** Send the parameters as a form body. */
    readonly form?: boolean;
}

/** Calls an action through Alibaba Cloud's own runtime; throws its errors. */
export async function call(
    emulator: Emulator,
    action: string,
    parameters: Record<string, unknown>,
    options: CallOptions = {},
): Promise<Body> {
    const { credential = emulator.credentials.alibaba.owner, signatureAlgorithm, method = "POST", form } = options;
    const config = new $OpenApiUtil.Config({
        endpoint: new URL(emulator.url).host,
        protocol: "HTTP",
        accessKeyId: credential.accessKey,
        accessKeySecret: credential.secretKey,
        securityToken: credential.securityToken,
        signatureAlgorithm,
    });
    const params = new $OpenApiUtil.Params({
        action,
        version: "2018-12-01",
        protocol: "HTTPS",
        pathname: "/",
        method,
        authType: "AK",
        style: "RPC",
        reqBodyType: "formData",
        bodyType: "json",
    });
    const request = new $OpenApiUtil.OpenApiRequest(
        form === true ? { body: parameters } : { query: OpenApiUtil.query(parameters) },
    );
    // The runtime reads fields of its options and nothing else: a bare object will do.
    const runtime = { connectTimeout: 5000, readTimeout: 5000 } as Parameters<Client["callApi"]>[2];
    const { body } = (await new Client(config).callApi(params, request, runtime)) as { body: Body };
    return body;
}

/** The parameters of a rule between two repositories of the demo. */
export function ruleParameters(changes: Record<string, unknown> = {}): Record<string, unknown> {
    return {
        InstanceId: "cri-hub",
        NamespaceName: "prod",
        RepoName: "api",
        SyncRuleName: "api-to-sg",
        SyncScope: "REPO",
        TagFilter: ".*",
        TargetInstanceId: "cri-sg",
        TargetNamespaceName: "prod",
        TargetRegionId: "ap-southeast-1",
        TargetRepoName: "api",
        ...changes,
    };
}

/** The id of a repository in `prod` of the hub. */
export function repoId(emulator: Emulator, name: string): string {
    return emulator.alibaba.repositories("cri-hub", "prod").find((repository) => repository.name === name)?.id ?? "";
}

/** The parameters of a task that copies `prod/api:1.4.2` from the hub to Singapore, which does not have it. */
export function taskParameters(emulator: Emulator, changes: Record<string, unknown> = {}): Record<string, unknown> {
    return {
        InstanceId: "cri-hub",
        RepoId: repoId(emulator, "api"),
        Tag: "1.4.2",
        TargetRegionId: "ap-southeast-1",
        TargetInstanceId: "cri-sg",
        TargetNamespace: "prod",
        TargetRepoName: "api",
        TargetTag: "1.4.2",
        ...changes,
    };
}

/** The digest of a tag as the console sees it; undefined where there is none. */
export function digestOf(emulator: Emulator, instanceId: string, path: string, tag: string): string | undefined {
    const [namespace, name] = path.split("/");
    return emulator.alibaba
        .repositories(instanceId, namespace)
        .find((repository) => repository.name === name)
        ?.tags.find((candidate) => candidate.name === tag)?.digest;
}

/** A request signed by hand, as the documents say; `headers` and `parameters` can be bent before or after signing. */
export interface HandMade {
    readonly action?: string;
    readonly parameters?: Record<string, string>;
    readonly secretKey?: string;
    /** Changes before signing; undefined leaves a header or parameter out. */
    readonly bend?: Record<string, string | undefined>;
    /** Changes after signing. */
    readonly forge?: Record<string, string | undefined>;
    readonly path?: string;
    readonly method?: string;
}

/** What came back. */
export interface RawAnswer {
    readonly status: number;
    readonly body: Body;
}

/** Signs by headers (ACS3-HMAC-SHA256). */
export async function sendV3(emulator: Emulator, request: HandMade): Promise<RawAnswer> {
    const { action = "ListInstance", parameters = {}, path = "/", method = "POST" } = request;
    const { accessKey, secretKey } = emulator.credentials.alibaba.owner;
    const query = canonical(parameters);
    const headers = defined({
        host: new URL(emulator.url).host,
        "x-acs-action": action,
        "x-acs-version": "2018-12-01",
        "x-acs-date": iso(Date.now()),
        "x-acs-signature-nonce": randomUUID(),
        "x-acs-content-sha256": sha256(""),
        ...request.bend,
    });
    const names = Object.keys(headers).sort();
    const lines = names.map((name) => `${name}:${headers[name] ?? ""}\n`).join("");
    const toSign = `ACS3-HMAC-SHA256\n${sha256([method, path, query, lines, names.join(";"), sha256("")].join("\n"))}`;
    const signature = createHmac("sha256", request.secretKey ?? secretKey)
        .update(toSign)
        .digest("hex");
    const authorization = `ACS3-HMAC-SHA256 Credential=${accessKey},SignedHeaders=${names.join(";")},Signature=${signature}`;
    const sent = defined({ ...headers, authorization, ...request.forge });
    return rawAnswer(await fetch(`${emulator.url}${path}?${query}`, { method, headers: sent }));
}

/** Signs by parameters (HMAC-SHA1, SignatureVersion 1.0), in the query. */
export async function sendV1(emulator: Emulator, request: HandMade): Promise<RawAnswer> {
    const { action = "ListInstance", method = "GET" } = request;
    const { accessKey, secretKey } = emulator.credentials.alibaba.owner;
    const parameters = defined({
        Action: action,
        Version: "2018-12-01",
        Format: "JSON",
        AccessKeyId: accessKey,
        SignatureMethod: "HMAC-SHA1",
        SignatureVersion: "1.0",
        SignatureNonce: randomUUID(),
        Timestamp: iso(Date.now()),
        ...request.parameters,
        ...request.bend,
    });
    const toSign = `${method}&%2F&${encodeURIComponent(canonical(parameters))}`;
    const Signature = createHmac("sha1", `${request.secretKey ?? secretKey}&`)
        .update(toSign)
        .digest("base64");
    const query = canonical(defined({ ...parameters, Signature, ...request.forge }));
    return rawAnswer(await fetch(`${emulator.url}/?${query}`, { method }));
}

/** A time as both schemes write it. */
export function iso(millis: number): string {
    return new Date(millis).toISOString().replace(/\.\d+Z$/, "Z");
}

async function rawAnswer(response: Response): Promise<RawAnswer> {
    return { status: response.status, body: (await response.json()) as Body };
}

function canonical(parameters: Record<string, string>): string {
    const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return pairs.sort().join("&");
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
