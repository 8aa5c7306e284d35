import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { alibabaAccess } from "../../../provider/clouds/alibaba/login";
import { huaweiAccess } from "../../../provider/clouds/huawei/login";
import { tencentAccess } from "../../../provider/clouds/tencent/login";
import type { ImageEnd, RuleCloud } from "../../../provider/model";
import { Session } from "../../../provider/process/session";
import type { RegistryAccessPort } from "../../../provider/registry";
import { FakeClock } from "../fakes/clock";

const accessOf: Readonly<Record<RuleCloud, (session: Session) => RegistryAccessPort>> = {
    alibaba: alibabaAccess,
    tencent: tencentAccess,
    huawei: huaweiAccess,
};

const keys: Readonly<Record<string, string>> = {
    "alicloud:accessKey": "id",
    "alicloud:secretKey": "login-tests-key",
    "tencentcloud:secretId": "id",
    "tencentcloud:secretKey": "login-tests-key",
    "huaweicloud:accessKey": "id",
    "huaweicloud:secretKey": "login-tests-key",
    "huaweicloud:projectId": "project",
    "huaweicloud:region": "cn-north-4",
    "imagesync:accounts": JSON.stringify({
        ali: { accessKey: "other", secretKey: "other-login-key" },
        tencent: { secretId: "other", secretKey: "other-login-key" },
        huawei: { accessKey: "other", secretKey: "other-login-key", projectId: "project" },
    }),
};

export const ends: Readonly<Record<RuleCloud, ImageEnd>> = {
    alibaba: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", repository: "api" },
    tencent: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-hub", namespace: "prod", repository: "api" },
    huawei: { cloud: "huawei", region: "cn-north-4", namespace: "prod", repository: "api" },
};

export interface Answer {
    readonly status?: number;
    readonly body: unknown;
}

/** One request as the server saw it. */
export interface Asked {
    readonly action: string;
    readonly url: URL;
    readonly body: string;
    readonly authorization: string;
}

/** A cloud's API that answers each action as a test says. */
export class LoginServer {
    readonly asked: Asked[] = [];
    readonly clock = new FakeClock();
    /** Requests are answered when this is done. */
    gate: Promise<void> = Promise.resolve();

    private constructor(
        private readonly server: Server,
        private readonly cloud: RuleCloud,
    ) {}

    /** @param answers by action (Huawei: by path); a function is asked at each request */
    static async start(
        cloud: RuleCloud,
        answers: Readonly<Record<string, Answer | (() => Answer)>>,
    ): Promise<LoginServer> {
        const server = createServer();
        const self = new LoginServer(server, cloud);
        server.on("request", (request: IncomingMessage, response) => {
            void self.read(request).then(async (asked) => {
                self.asked.push(asked);
                await self.gate;
                const told = answers[asked.action];
                const { status = 200, body } = (typeof told === "function" ? told() : told) ?? unscripted[cloud];
                response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
            });
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        return self;
    }

    /** A port of its own, with nothing kept. */
    port(clock = this.clock): RegistryAccessPort {
        const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
        const config: Record<string, string> = {
            ...keys,
            "imagesync:endpoints": JSON.stringify({ [this.cloud]: url }),
        };
        return accessOf[this.cloud](Session.from((key) => config[key], clock));
    }

    access(end: Partial<ImageEnd> = {}) {
        return this.port().access({ ...ends[this.cloud], ...end }, { deadline: Infinity });
    }

    count(action: string): number {
        return this.asked.filter((each) => each.action === action).length;
    }

    close(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    private async read(request: IncomingMessage): Promise<Asked> {
        const pieces: Buffer[] = [];
        for await (const piece of request) {
            pieces.push(piece as Buffer);
        }
        const url = new URL(request.url ?? "/", "http://server");
        const named = request.headers["x-acs-action"] ?? request.headers["x-tc-action"];
        return {
            action: typeof named === "string" ? named : url.pathname,
            url,
            body: Buffer.concat(pieces).toString("utf8"),
            authorization: request.headers.authorization ?? "",
        };
    }
}

/** What each cloud answers to an action that it does not have. */
const unscripted: Readonly<Record<RuleCloud, Answer>> = {
    alibaba: { status: 404, body: { Code: "InvalidAction.NotFound", RequestId: "7F" } },
    tencent: { body: { Response: { Error: { Code: "InvalidAction", Message: "words" }, RequestId: "7F" } } },
    huawei: { status: 404, body: { error_code: "APIGW.0101", error_msg: "words", request_id: "7F" } },
};

export const password = (cloud: RuleCloud, number: number): string => `temporary-${cloud}-${number}`;

const hourMs = 60 * 60_000;

/** The documented answers for an open registry at `host`; each login has another password, and lives for an hour. */
export function openRegistry(cloud: RuleCloud, host: string, now: () => number): Record<string, () => Answer> {
    let logins = 0;
    const next = () => password(cloud, ++logins);
    const rows: Record<RuleCloud, Record<string, () => unknown>> = {
        alibaba: {
            ListInstanceEndpoint: () => ({ IsSuccess: true, Endpoints: [endpoint("internet", true, host)] }),
            GetAuthorizationToken: () => ({
                IsSuccess: true,
                TempUsername: "cr_temp_user",
                AuthorizationToken: next(),
                ExpireTime: now() + hourMs,
            }),
        },
        tencent: {
            DescribeInstances: () => ({
                Response: { TotalCount: 1, Registries: [{ RegistryId: "tcr-hub", PublicDomain: host }] },
            }),
            DescribeExternalEndpointStatus: () => ({ Response: { Status: "Opened", Reason: "" } }),
            CreateInstanceToken: () => ({
                Response: { Username: "100012345678", Token: next(), ExpTime: now() + hourMs, TokenId: "" },
            }),
        },
        huawei: {
            "/v2/manage/utils/secret": () => ({
                auths: { [host]: { auth: Buffer.from(`cn-north-4@ID:${next()}`).toString("base64") } },
            }),
        },
    };
    return Object.fromEntries(Object.entries(rows[cloud]).map(([action, body]) => [action, () => ({ body: body() })]));
}

/** An endpoint as ListInstanceEndpoint shows it. */
export function endpoint(type: string, enabled: boolean, ...domains: string[]) {
    return {
        EndpointType: type,
        Enable: enabled,
        Status: "RUNNING",
        Domains: domains.map((Domain) => ({ Domain, Type: "SYSTEM" })),
    };
}
