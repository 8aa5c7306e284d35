import { Caller } from "../../calls/caller";
import type { Keys } from "../../credentials";
import type { HttpRequest } from "../../calls/http";
import { exchange, json } from "../../calls/http";
import type { CallOptions } from "../../registry";
import { isRecord } from "../../calls/answers";
import { tooLate } from "../../calls/starting";
import type { Session } from "../../process/session";
import { tencentAccount, tencentSources } from "./credentials";
import type { FailedCall } from "./errors";
import { tencentError } from "./errors";

const version = "2019-09-24";
const contentType = "application/json";
/** The actions used here are all allowed 20 requests a second by TCR's documents. */
const rate = { concurrency: 16, perSecond: 20 };

/** The TCR API (2019-09-24) in one region, for one account. Source: the official SDK's wire format. */
export class TencentClient {
    private readonly caller: Caller;
    private readonly endpoint: string;

    constructor(
        private readonly session: Session,
        readonly region: string,
        private readonly account: string | undefined,
    ) {
        this.endpoint = session.endpoint("tencent", region, "https://tcr.tencentcloudapi.com");
        this.caller = new Caller(session, session.credentials("tencent", account, tencentAccount, tencentSources));
    }

    /** Calls an action that only reads. @throws ImageSyncError */
    read(action: string, body: object, options: CallOptions): Promise<Record<string, unknown>> {
        return this.call(action, body, { ...options, write: false });
    }

    /** Calls an action that changes something. @throws ImageSyncError, with `acted: "maybe"` where the answer was lost. */
    write(action: string, body: object, options: CallOptions): Promise<Record<string, unknown>> {
        return this.call(action, body, { ...options, write: true });
    }

    private call(action: string, body: object, options: CallOptions & { write: boolean }) {
        const limit = `tencent/${this.account ?? ""}/${this.region}/${action}`;
        return this.caller.run({ ...options, limit, rate }, async (keys) => {
            // It may have waited for its turn until now.
            if (options.write && this.session.clock.now() > options.deadline) {
                throw tooLate("tencent", action);
            }
            const request = signed(this.endpoint, action, this.region, JSON.stringify(body), keys);
            const answer = await exchange(request);
            const parsed = json(request, answer);
            const response = isRecord(parsed) ? parsed.Response : undefined;
            if (answer.status === 200 && isRecord(response) && (response.Error ?? undefined) === undefined) {
                return response;
            }
            const call: FailedCall = { action, body: body as Record<string, unknown>, region: this.region };
            throw tencentError(call, answer, response);
        });
    }
}

/**
 * A request in signature version 3, signed by the runtime's own code. Service and host are what the runtime makes of
 * an endpoint: the first label of the host name, and the host name without a port.
 */
function signed(endpoint: string, action: string, region: string, body: string, keys: Keys): HttpRequest {
    type Runtime = typeof import("tencentcloud-sdk-nodejs-common/tencentcloud/common/sign");
    const { default: Sign } = require("tencentcloud-sdk-nodejs-common/tencentcloud/common/sign") as Runtime;
    const url = `${endpoint}/`;
    const timestamp = Math.floor(Date.now() / 1000);
    const authorization = Sign.sign3({
        method: "POST",
        url,
        payload: Buffer.from(body),
        timestamp,
        service: new URL(url).hostname.split(".")[0] ?? "",
        secretId: keys.id,
        secretKey: keys.secret,
        multipart: false,
        boundary: "",
        headers: { "Content-Type": contentType },
    });
    const headers: Record<string, string> = {
        "content-type": contentType,
        "user-agent": "pulumi-imagesync",
        "x-tc-action": action,
        "x-tc-version": version,
        "x-tc-region": region,
        "x-tc-timestamp": String(timestamp),
        authorization,
        ...(keys.securityToken ? { "x-tc-token": keys.securityToken } : {}),
    };
    return { method: "POST", url, headers, body, cloud: "tencent", action };
}
