import { createHash, randomBytes } from "node:crypto";
import { Caller } from "../../calls/caller";
import type { Keys } from "../../credentials";
import type { HttpRequest } from "../../calls/http";
import { exchange, json } from "../../calls/http";
import { tooLate } from "../../calls/starting";
import type { Rate } from "../../limits";
import type { CallOptions } from "../../registry";
import { isRecord } from "../../calls/answers";
import type { Session } from "../../process/session";
import { alibabaAccount, alibabaSources } from "./credentials";
import { alibabaError } from "./errors";
import type { Parameters } from "./wire";

const version = "2018-12-01";
const algorithm = "ACS3-HMAC-SHA256";
/** Alibaba Cloud publishes no rates for CR EE. */
const freely: Rate = { concurrency: 16 };
/** What a cloud that counts 20 calls a second takes without throttling. */
const evenly: Rate = { concurrency: 16, perSecond: 18 };
/** What the process asks for the state of sync tasks, whatever the account, region and instance. */
const sparsely: Rate = { concurrency: 4, perSecond: 2 };

interface ActionTraits {
    readonly gate: "own" | "status";
    /** Default: POST. */
    readonly method?: "GET";
}

/** Actions about images, sync tasks and logins; the others (rules) share one gate for each account and region. */
const imageActions: Readonly<Record<string, ActionTraits>> = {
    GetRepository: { gate: "own" },
    GetRepoTag: { gate: "own", method: "GET" },
    ListRepoTag: { gate: "own" },
    CreateRepoSyncTask: { gate: "own" },
    CreateRepoSyncTaskByRule: { gate: "own" },
    CancelRepoSyncTask: { gate: "own" },
    ListInstanceEndpoint: { gate: "own" },
    GetAuthorizationToken: { gate: "own" },
    ListRepoSyncTask: { gate: "status" },
    GetRepoSyncTask: { gate: "status" },
};

/** The limit of an action: its name, and what it lets through. */
export function paceOf(action: string, account: string | undefined, region: string): { limit: string; rate: Rate } {
    const place = `alibaba/${account ?? ""}/${region}`;
    switch (imageActions[action]?.gate) {
        case "status":
            return { limit: "alibaba/status of sync tasks", rate: sparsely };
        case "own":
            return { limit: `${place}/${action}`, rate: evenly };
        default:
            return { limit: place, rate: freely };
    }
}

/** Bounds of one call. */
export interface AlibabaCallOptions extends CallOptions {
    /** Called when the limit lets the request through: what it answers is no older. Again with every try. */
    readonly begun?: () => void;
    /** Names that the request does not carry, as parameters: errors speak of them and not of ids. */
    readonly about?: Parameters;
}

/** The CR EE API (2018-12-01) of one region, for one account. Source: the official SDK's wire format. */
export class AlibabaClient {
    private readonly caller: Caller;
    private readonly endpoint: string;

    constructor(
        private readonly session: Session,
        private readonly region: string,
        private readonly account: string | undefined,
    ) {
        this.endpoint = session.endpoint("alibaba", region, "https://cr.{region}.aliyuncs.com");
        this.caller = new Caller(session, session.credentials("alibaba", account, alibabaAccount, alibabaSources));
    }

    /** Calls an action that only reads. @throws ImageSyncError */
    read(action: string, parameters: Parameters, options: AlibabaCallOptions): Promise<Record<string, unknown>> {
        return this.call(action, parameters, { ...options, write: false });
    }

    /** Calls an action that changes something. @throws ImageSyncError, with `acted: "maybe"` where the answer was lost. */
    write(action: string, parameters: Parameters, options: AlibabaCallOptions): Promise<Record<string, unknown>> {
        return this.call(action, parameters, { ...options, write: true });
    }

    private call(action: string, parameters: Parameters, options: AlibabaCallOptions & { write: boolean }) {
        const pace = paceOf(action, this.account, this.region);
        return this.caller.run({ ...options, ...pace }, async (keys) => {
            this.begin(action, options);
            const request = signed(this.endpoint, action, parameters, keys);
            const answer = await exchange(request);
            const body = json(request, answer);
            if (answer.status === 200 && isRecord(body) && body.IsSuccess === true) {
                return body;
            }
            const named = { ...options.about, ...parameters };
            throw alibabaError({ action, parameters: named, region: this.region }, answer, body);
        });
    }

    /** Hundreds of image calls may wait at a gate for longer than their time. @throws ImageSyncError `transient` */
    private begin(action: string, { deadline, begun }: AlibabaCallOptions): void {
        if (imageActions[action] && this.session.clock.now() > deadline) {
            throw tooLate("alibaba", action);
        }
        begun?.();
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
    const method = imageActions[action]?.method ?? "POST";
    const unsigned = { method, pathname: "/", query, headers } as unknown as Signable;
    headers.authorization = runtime.getAuthorization(unsigned, algorithm, emptyBody, keys.id, keys.secret);
    const url = `${endpoint}/?${new URLSearchParams(query).toString()}`;
    return { method, url, headers, cloud: "alibaba", action };
}

type Signable = globalThis.Parameters<
    (typeof import("@alicloud/openapi-core/dist/utils"))["default"]["getAuthorization"]
>[0];
