import { createHash, randomBytes } from "node:crypto";
import { Caller } from "../../calls/caller";
import type { Keys } from "../../credentials";
import type { HttpRequest } from "../../calls/http";
import { exchange, json } from "../../calls/http";
import type { CallOptions } from "../../registry";
import { isRecord } from "../../calls/answers";
import type { Session } from "../../process/session";
import { alibabaAccount, alibabaSources } from "./credentials";
import { alibabaError } from "./errors";
import type { Parameters } from "./wire";

const version = "2018-12-01";
const algorithm = "ACS3-HMAC-SHA256";
/** Alibaba Cloud publishes no rates for CR EE. */
const rate = { concurrency: 16 };

/** The CR EE API (2018-12-01) of one region, for one account. Source: the official SDK's wire format. */
export class AlibabaClient {
    private readonly caller: Caller;
    private readonly endpoint: string;
    private readonly limit: string;

    constructor(
        session: Session,
        private readonly region: string,
        account: string | undefined,
    ) {
        this.endpoint = session.endpoint("alibaba", region, "https://cr.{region}.aliyuncs.com");
        this.caller = new Caller(session, session.credentials("alibaba", account, alibabaAccount, alibabaSources));
        this.limit = `alibaba/${account ?? ""}/${region}`;
    }

    /** Calls an action that only reads. @throws ImageSyncError */
    read(action: string, parameters: Parameters, options: CallOptions): Promise<Record<string, unknown>> {
        return this.call(action, parameters, { ...options, write: false });
    }

    /** Calls an action that changes something. @throws ImageSyncError, with `acted: "maybe"` where the answer was lost. */
    write(action: string, parameters: Parameters, options: CallOptions): Promise<Record<string, unknown>> {
        return this.call(action, parameters, { ...options, write: true });
    }

    private call(action: string, parameters: Parameters, options: CallOptions & { write: boolean }) {
        return this.caller.run({ ...options, limit: this.limit, rate }, async (keys) => {
            const request = signed(this.endpoint, action, parameters, keys);
            const answer = await exchange(request);
            const body = json(request, answer);
            if (answer.status === 200 && isRecord(body) && body.IsSuccess === true) {
                return body;
            }
            throw alibabaError({ action, parameters, region: this.region }, answer, body);
        });
    }
}

/** An RPC-style request in signature version 3: every parameter in the query, an empty body. */
function signed(endpoint: string, action: string, parameters: Parameters, keys: Keys): HttpRequest {
    const { default: runtime } =
        require("@alicloud/openapi-core/dist/utils") as typeof import("@alicloud/openapi-core/dist/utils");
    const query = Object.fromEntries(
        Object.entries(parameters)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => [name, String(value)]),
    );
    const emptyBody = createHash("sha256").update("").digest("hex");
    const headers: Record<string, string> = {
        host: new URL(endpoint).host,
        "x-acs-version": version,
        "x-acs-action": action,
        "x-acs-date": new Date().toISOString().replace(/\.\d+Z$/, "Z"),
        "x-acs-signature-nonce": randomBytes(32).toString("hex"),
        "x-acs-content-sha256": emptyBody,
        accept: "application/json",
        "user-agent": "pulumi-imagesync",
        ...(keys.securityToken ? { "x-acs-accesskey-id": keys.id, "x-acs-security-token": keys.securityToken } : {}),
    };
    const unsigned = { method: "POST", pathname: "/", query, headers } as unknown as Signable;
    headers.authorization = runtime.getAuthorization(unsigned, algorithm, emptyBody, keys.id, keys.secret);
    const url = `${endpoint}/?${new URLSearchParams(query).toString()}`;
    return { method: "POST", url, headers, cloud: "alibaba", action };
}

type Signable = globalThis.Parameters<
    (typeof import("@alicloud/openapi-core/dist/utils"))["default"]["getAuthorization"]
>[0];
