import { Caller } from "../../calls/caller";
import type { HttpRequest, HttpResponse } from "../../calls/http";
import { exchange, json } from "../../calls/http";
import type { Rate } from "../../limits";
import type { CallOptions } from "../../registry";
import type { Session } from "../../process/session";
import { huaweiAccount, huaweiSources } from "./credentials";
import { huaweiError } from "./errors";
import { Projects } from "./projects";
import { type HuaweiCall, signedRequest } from "./wire";

/** Huawei Cloud publishes no rates for SWR. */
const usualRate: Rate = { concurrency: 16 };
/** Image operations come in hundreds: a stream that keeps below 20 a second, counted over all regions of an account. */
const imageRate: Rate = { concurrency: 16, perSecond: 18 };
/** Whoever waits for jobs asks again and again: one question a second for the whole process. */
const jobRate: Rate = { concurrency: 1, perSecond: 1 };

const imageOperations: ReadonlySet<string> = new Set([
    "ShowRepoTag",
    "ListRepositoryTags",
    "CreateManualImageSyncRepo",
]);

/** What an operation answered. */
export interface HuaweiAnswer {
    /** The JSON, `undefined` where SWR answers with an empty body. */
    readonly body: unknown;
    /** Names in lower case. */
    readonly headers: HttpResponse["headers"];
}

/** The SWR API (v2, basic edition) of one region, for one account. Source: the official SDK's wire format. */
export class HuaweiClient {
    private readonly caller: Caller;
    private readonly endpoint: string;
    private readonly projects: Projects;

    constructor(
        session: Session,
        readonly region: string,
        private readonly account: string | undefined,
    ) {
        this.endpoint = session.endpoint("huawei", region, publicEndpoint(region));
        this.caller = new Caller(session, session.credentials("huawei", account, huaweiAccount, huaweiSources));
        this.projects = new Projects(session);
    }

    /** Calls an operation. The answer's JSON, `undefined` where SWR answers with an empty body. @throws ImageSyncError */
    async call(call: HuaweiCall, options: CallOptions): Promise<unknown> {
        return (await this.answer(call, options)).body;
    }

    /**
     * Calls an operation whose answer says something in its headers, too.
     * @param begun - called at each try, when its turn has come and it is about to be sent; what it throws prevents that
     * @throws ImageSyncError
     */
    answer(call: HuaweiCall, options: CallOptions, begun?: () => void): Promise<HuaweiAnswer> {
        const write = call.method !== "GET" && !call.harmless;
        return this.caller.run({ ...options, write, ...this.limitOf(call.operation) }, async (keys) => {
            const project = keys.userToken ? undefined : await this.projects.of(this.region, keys);
            const request = signedRequest(`${this.endpoint}${call.path}`, call, keys, project);
            begun?.();
            const answer = await exchange(request);
            // The documents' success is exactly 200; its body may be empty.
            if (answer.status === 200) {
                const body = answer.text.trim() === "" ? undefined : json(request, answer);
                return { body, headers: answer.headers };
            }
            throw huaweiError(call, this.region, answer, errorBody(request, answer));
        });
    }

    private limitOf(operation: string): { limit: string; rate: Rate } {
        if (operation === "ShowSyncJob") {
            return { limit: `huawei/${operation}`, rate: jobRate };
        }
        const account = `huawei/${this.account ?? ""}`;
        return imageOperations.has(operation)
            ? { limit: `${account}//${operation}`, rate: imageRate }
            : { limit: `${account}/${this.region}`, rate: usualRate };
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
