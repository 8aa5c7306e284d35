import { Caller } from "../../caller";
import { Keys } from "../../credentials";
import { exchange, HttpRequest, HttpResponse, json } from "../../http";
import type { CallOptions } from "../../registry";
import { Session } from "../../session";
import { huaweiAccount, huaweiSources } from "./credentials";
import { huaweiError } from "./errors";
import { Projects } from "./projects";

const contentType = "application/json";
/** Huawei Cloud publishes no rates for SWR. */
const rate = { concurrency: 16 };

export interface HuaweiCall {
    /** The official operation id, such as `CreateImageSyncRepo`. */
    readonly operation: string;
    readonly method: "GET" | "POST" | "DELETE";
    readonly path: string;
    readonly body?: object;
    /** The object, for errors. */
    readonly object: string;
}

/** The SWR API (v2, basic edition) of one region, for one account. Source: the official SDK's wire format. */
export class HuaweiClient {
    private readonly caller: Caller;
    private readonly endpoint: string;
    private readonly projects: Projects;
    private readonly limit: string;

    constructor(
        session: Session,
        readonly region: string,
        account: string | undefined,
    ) {
        this.endpoint = session.endpoint("huawei", region, publicEndpoint(region));
        this.caller = new Caller(session, session.credentials("huawei", account, huaweiAccount, huaweiSources));
        this.projects = new Projects(session);
        this.limit = `huawei/${account ?? ""}/${region}`;
    }

    /** Calls an operation. The answer's JSON, `undefined` where SWR answers with an empty body. @throws ImageSyncError */
    call(call: HuaweiCall, options: CallOptions): Promise<unknown> {
        const write = call.method !== "GET";
        return this.caller.run({ ...options, write, limit: this.limit, rate }, async (keys) => {
            const project = keys.userToken ? undefined : await this.projects.of(this.region, keys);
            const request = signedRequest(`${this.endpoint}${call.path}`, call, keys, project);
            const answer = await exchange(request);
            // The documents' success is exactly 200; its body may be empty.
            if (answer.status === 200) {
                return answer.text.trim() === "" ? undefined : json(request, answer);
            }
            throw huaweiError(call, this.region, answer, errorBody(request, answer));
        });
    }
}

/** SWR's public host; Europe's region is under another name. */
function publicEndpoint(region: string): string {
    return `https://swr-api.{region}.myhuaweicloud.${region.startsWith("eu-") ? "eu" : "com"}`;
}

/** An error may come as a page of HTML: its status still says something. */
function errorBody(request: HttpRequest, answer: HttpResponse): unknown {
    try {
        return json(request, answer);
    } catch {
        return undefined;
    }
}

/** A request signed by the runtime's own code (SDK-HMAC-SHA256), or carrying a user token in its place. */
export function signedRequest(
    url: string,
    call: Pick<HuaweiCall, "method" | "operation" | "body">,
    keys: Keys,
    project: string | undefined,
): HttpRequest {
    const headers = {
        "content-type": contentType,
        ...(project ? { "X-Project-Id": project } : {}),
        ...(keys.securityToken ? { "X-Security-Token": keys.securityToken } : {}),
    };
    const body = call.body && JSON.stringify(call.body);
    const authorized = keys.userToken ? { ...headers, "X-Auth-Token": keys.userToken } : sign(url, call, keys, headers);
    return {
        method: call.method,
        url,
        headers: { ...authorized, "user-agent": "pulumi-imagesync" },
        body,
        cloud: "huawei",
        action: call.operation,
    };
}

/** Loaded from its own file: the runtime's root module starts a logger that prints requests to stdout. */
function sign(url: string, call: Pick<HuaweiCall, "method" | "body">, keys: Keys, headers: Record<string, string>) {
    type Runtime = typeof import("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner");
    const { AKSKSigner } = require("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner") as Runtime;
    const request = { endpoint: url, method: call.method, headers, data: call.body, queryParams: queryOf(url) };
    const credential = { getAk: () => keys.id, getSk: () => keys.secret };
    return AKSKSigner.sign(request, credential as unknown as Parameters<typeof AKSKSigner.sign>[1]) as Record<
        string,
        string
    >;
}

function queryOf(url: string): Record<string, string> {
    return Object.fromEntries(new URL(url).searchParams);
}
