import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials";
import { Logger4jInstance } from "@huaweicloud/huaweicloud-sdk-core/logger/log4jLogger";
import { Region } from "@huaweicloud/huaweicloud-sdk-core/region/region";
import type { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient";
import type { Emulator, HuaweiKey } from "../../../emulator";

// Every failed call is printed, credentials included.
Logger4jInstance.level = "off";

export interface CallOptions {
    readonly key?: HuaweiKey;
    readonly projectId?: string;
    /** Look the project up at IAM by this region's name, as the runtime does. */
    readonly region?: string;
}

function clientOf(emulator: Emulator, options: CallOptions): HcClient {
    const key: HuaweiKey = options.key ?? emulator.credentials.huawei.owner;
    const credential = new BasicCredentials()
        .withAk(key.accessKey)
        .withSk(key.secretKey)
        .withSecurityToken(key.securityToken)
        .withProjectId(options.projectId)
        .withIamEndpoint(emulator.url);
    const builder = new ClientBuilder((client) => client)
        .withCredential(credential)
        // Without it the runtime writes a file into the home folder.
        .withOptions({ customUserAgent: "tests", axiosRequestConfig: { timeout: 5000 } });
    return options.region === undefined
        ? builder.withEndpoint(emulator.url).build()
        : builder.withRegion(new Region(options.region, emulator.url)).build();
}

/** An answer's body; a list of one has numbers for keys. */
export type Body = Record<string, unknown>;

/** Calls an operation through Huawei Cloud's own runtime; throws its exceptions. */
export async function call(
    emulator: Emulator,
    method: "GET" | "POST" | "DELETE",
    url: string,
    data?: Record<string, unknown>,
    options: CallOptions = {},
): Promise<Body> {
    const answer = await clientOf(emulator, options).sendRequest({
        method,
        url,
        contentType: "application/json",
        queryParams: {},
        pathParams: {},
        headers: {},
        data,
    });
    return answer as unknown as Body;
}

/** A request signed by hand; what the documents say, unless told otherwise. */
export interface HandMade {
    readonly method?: "GET" | "POST" | "DELETE" | "PUT";
    readonly path?: string;
    /** The path as it goes over the wire, where that differs from `path`. */
    readonly wirePath?: string;
    /** Pairs in the order of the wire; the values plain. */
    readonly query?: readonly [name: string, value: string][];
    readonly body?: string;
    /** The body that is sent, where it is not the one that was signed. */
    readonly forgedBody?: string;
    readonly key?: HuaweiKey;
    /** `YYYYMMDDTHHMMSSZ`. Default: now. */
    readonly date?: string;
    /** Default: X-Sdk-Date alone. */
    readonly signedHeaders?: readonly string[];
    /** The host that is signed; sent is the emulator's. */
    readonly signedHost?: string;
    /** More headers, before signing. */
    readonly headers?: Record<string, string>;
    /** Headers that replace the usual ones, after signing; undefined leaves one out. */
    readonly forge?: Record<string, string | undefined>;
}

export interface Answer {
    readonly status: number;
    readonly headers: Record<string, string | string[] | undefined>;
    readonly text: string;
    readonly body: unknown;
}

function encode(text: string): string {
    return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function dateOf(millis: number): string {
    return new Date(millis).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function authorization(emulator: Emulator, request: HandMade, headers: Record<string, string>): string {
    const { method = "GET", path = "/v2/manage/regions", query = [], body = "" } = request;
    const key: HuaweiKey = request.key ?? emulator.credentials.huawei.owner;
    const signed = request.signedHeaders ?? ["x-sdk-date"];
    const canonicalPath = path.split("/").map(encode).join("/");
    const canonical = [
        method,
        canonicalPath.endsWith("/") ? canonicalPath : `${canonicalPath}/`,
        query
            .map(([name, value]) => `${encode(name)}=${encode(value)}`)
            .sort()
            .join("&"),
        signed.map((name) => `${name}:${headers[name] ?? ""}\n`).join(""),
        signed.join(";"),
        createHash("sha256").update(body).digest("hex"),
    ].join("\n");
    const hash = createHash("sha256").update(canonical).digest("hex");
    const text = ["SDK-HMAC-SHA256", headers["x-sdk-date"], hash].join("\n");
    const signature = createHmac("sha256", key.secretKey).update(text).digest("hex");
    return `SDK-HMAC-SHA256 Access=${key.accessKey}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
}

/** Signs a request by SDK-HMAC-SHA256, bends it and sends it, over a plain socket: nothing is added or encoded. */
export async function send(emulator: Emulator, request: HandMade = {}): Promise<Answer> {
    const { method = "GET", path = "/v2/manage/regions", query = [], body = "" } = request;
    const sentBody = request.forgedBody ?? body;
    const { hostname, port, host } = new URL(emulator.url);
    const headers: Record<string, string> = {
        host: request.signedHost ?? host,
        "x-sdk-date": request.date ?? dateOf(Date.now()),
        ...(body === "" ? {} : { "content-type": "application/json" }),
        ...request.headers,
    };
    const sent: Record<string, string | undefined> = {
        ...headers,
        host,
        authorization: authorization(emulator, request, headers),
        // Node sends no body of a GET or DELETE whose length it is not told.
        "content-length": String(Buffer.byteLength(sentBody)),
        ...request.forge,
    };
    const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
    const url = `${request.wirePath ?? path}${search === "" ? "" : `?${search}`}`;
    const defined = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
        const outgoing = httpRequest(
            { hostname, port, method, path: url, headers: defined, agent: false },
            (incoming) => {
                const chunks: Buffer[] = [];
                incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
                incoming.on("error", reject);
                incoming.on("end", () => {
                    const text = Buffer.concat(chunks).toString("utf8");
                    const { statusCode = 0, headers: answered } = incoming;
                    resolve({ status: statusCode, headers: answered, text, body: JSON.parse(text) });
                });
            },
        );
        outgoing.on("error", reject);
        outgoing.end(sentBody);
    });
}

interface ErrorBody {
    readonly error_code?: string;
    readonly errorCode?: string;
    readonly errors?: readonly { readonly errorCode: string }[];
}

/** The status of an answer and the code in whichever shape of error it has. */
export function outcome({ status, body }: Answer): string {
    const error = (Array.isArray(body) ? body[0] : body) as ErrorBody | undefined;
    const code = error?.error_code ?? error?.errorCode ?? error?.errors?.[0]?.errorCode;
    return code === undefined ? String(status) : `${status} ${code.replace("SVCSTG.SWR.", "")}`;
}

/** Where something of a repository is: `team/backend/orders` comes out with a `$`. */
export function pathOf(path: string, what: string): string {
    const [namespace, ...repository] = path.split("/");
    return `/v2/manage/namespaces/${namespace}/repos/${repository.join("$")}/${what}`;
}

/** Where the rules of a repository are. */
export function rulesOf(path: string): string {
    return pathOf(path, "sync_repo");
}
