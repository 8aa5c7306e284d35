import type { CloudContext, CloudEmulator, CloudRequest, CloudResponse, ErrorFault } from "../types";
import { alibabaCredentials, mayWrite } from "./accounts";
import { actions } from "./actions";
import { seedAlibaba } from "./demo";
import { RateLimit, THROTTLED, throttled } from "./limits";
import { AlibabaBackend } from "./registry/backend";
import { AlibabaStore } from "./store";
import { settleTasks } from "./sync/settle";
import { answer, BusinessError, GatewayError } from "./wire/answers";
import { API_VERSION, decodeCall } from "./wire/apiCall";
import { Authenticator } from "./wire/authenticate";
import { Parameters } from "./wire/parameters";
import { AlibabaWorld } from "./world";

export type { AlibabaCredential } from "./accounts";
export type {
    AlibabaImageAddress,
    AlibabaInstance,
    AlibabaNamespace,
    AlibabaRepository,
    AlibabaSyncRule,
    AlibabaSyncTask,
    AlibabaTag,
    AlibabaTaskEnd,
    AlibabaTaskFate,
    AlibabaTaskIssue,
    AlibabaTaskStatus,
} from "./model";
export type { NewAlibabaImage } from "./sync/images";
export { AlibabaWorld } from "./world";
export type { AlibabaNextTasks, AlibabaRuleChange, AlibabaTaskView, NewAlibabaRule } from "./world";

/** How long the cloud asks a client to wait whom a fault throttles. */
const RETRY_AFTER_MILLIS = 200;

/** Container Registry Enterprise Edition, API version 2018-12-01. */
export class AlibabaEmulator implements CloudEmulator {
    readonly name = "alibaba";
    readonly credentials = alibabaCredentials;
    readonly world: AlibabaWorld;
    readonly registries: AlibabaBackend;
    private readonly store = new AlibabaStore();
    private readonly authenticator: Authenticator;
    private readonly rateLimit = new RateLimit();

    constructor(private readonly context: CloudContext) {
        this.authenticator = new Authenticator(context.clock, (accessKey) =>
            this.store.state.disabledKeys.includes(accessKey),
        );
        this.registries = new AlibabaBackend(this.store, context);
        this.world = new AlibabaWorld(this.store, context, this.rateLimit);
        if (context.seed !== false) {
            seedAlibaba(this.world);
        }
    }

    accepts(request: CloudRequest): boolean {
        return decodeCall(request) !== undefined;
    }

    actionOf(request: CloudRequest): string {
        const name = decodeCall(request)?.action ?? "";
        return actions.has(name) ? name : "unknown";
    }

    isRead(action: string): boolean {
        return actions.get(action)?.access === "read";
    }

    settle(): void {
        settleTasks(this.store, this.context);
    }

    handle(request: CloudRequest): CloudResponse {
        return answer(request, () => this.act(request));
    }

    errorAnswer(kind: ErrorFault, request: CloudRequest): CloudResponse {
        return answer(request, () => {
            throw injectedError(kind);
        });
    }

    save(): unknown {
        return this.store.state;
    }

    load(state: unknown): void {
        this.store.load(state);
    }

    private act(request: CloudRequest): object {
        const call = decodeCall(request);
        const action = actions.get(call?.action ?? "");
        if (call === undefined || action === undefined || request.path !== "/" || call.version !== API_VERSION) {
            throw new GatewayError(
                404,
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            );
        }
        if (!(action.methods ?? ["GET", "POST"]).includes(request.method)) {
            throw new GatewayError(405, "UnsupportedHTTPMethod", "This http method is not supported.");
        }
        const credential = this.authenticator.authenticate(call);
        this.rateLimit.take(credential.accountId, call.action, this.context.clock.now());
        const parameters = new Parameters(call, action.parameters);
        if (action.access === "write" && !mayWrite(credential)) {
            throw noPrivilege();
        }
        const { accountId } = credential;
        return action.handle({ accountId, credential, parameters, store: this.store, context: this.context });
    }
}

/** Puts the cloud into a world. */
export function createAlibaba(context: CloudContext): AlibabaEmulator {
    return new AlibabaEmulator(context);
}

function noPrivilege(): GatewayError {
    return new GatewayError(403, "NoPrivilege", "Access denied for this user.");
}

function injectedError(kind: ErrorFault): GatewayError | BusinessError {
    switch (kind) {
        case "throttle":
            return throttled(RETRY_AFTER_MILLIS);
        case "throttle403":
            return new GatewayError(403, "Throttling.Api", THROTTLED);
        case "serverError":
            return new GatewayError(500, "SystemError", "Unknown error.");
        case "unauthorized":
            return new GatewayError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        case "forbidden":
            return noPrivilege();
        case "quota":
            return new BusinessError("SYNC_RULE_QUOTA_EXCEEDED");
    }
}
