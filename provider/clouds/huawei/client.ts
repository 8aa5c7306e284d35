import { Caller } from "../../calls/caller";
import type { HttpRequest, HttpResponse } from "../../calls/http";
import { exchange, json } from "../../calls/http";
import type { CallOptions } from "../../registry";
import type { Session } from "../../process/session";
import { huaweiAccount, huaweiSources } from "./credentials";
import { huaweiError } from "./errors";
import { Projects } from "./projects";
import { type HuaweiCall, signedRequest } from "./wire";

/** Huawei Cloud publishes no rates for SWR. */
const rate = { concurrency: 16 };

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
