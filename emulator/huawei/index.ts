import type { CloudContext, CloudEmulator, CloudRequest, CloudResponse } from "../types";
import { actions, route, type Action } from "./actions";
import { authenticate } from "./authentication";
import { huaweiCredentials, type Identity } from "./credentials";
import { failure, faultAnswer, HuaweiError } from "./errors";
import { RateLimits } from "./limits";
import { HuaweiBackend } from "./registry/backend";
import { HuaweiWorld } from "./world";
import { HuaweiStore } from "./world/store";
import { settle } from "./world/syncing";

export type * from "./world";
export { HuaweiWorld } from "./world";
export type { HuaweiKey } from "./credentials";
export type { ErrorStyle } from "./errors";

/** Huawei SWR (basic edition) and its IAM on loopback: wire API, console (`world`) and the keys that exist in it. */
export interface HuaweiEmulator extends CloudEmulator {
    readonly world: HuaweiWorld;
    readonly credentials: typeof huaweiCredentials;
}

/** An SWR with the demo world in it. */
export function createHuawei(context: CloudContext): HuaweiEmulator {
    const store = new HuaweiStore(context);
    const world = new HuaweiWorld(store);
    const limits = new RateLimits();
    return {
        name: "huawei",
        world,
        credentials: huaweiCredentials,
        registries: new HuaweiBackend(store),
        accepts,
        actionOf: (request) => route(request)?.action.operation ?? "unknown",
        isRead: (name) => actions.find((each) => each.operation === name)?.rights === "read",
        handle: (request) => {
            settle(store);
            return handle(request, world, store.now(), limits);
        },
        errorAnswer: (kind, request) => faultAnswer(kind, serviceOf(request), world.errorStyle),
        save: () => store.save(),
        load: (state) => store.load(state),
    };
}

function accepts({ path, headers }: CloudRequest): boolean {
    return (
        (headers["authorization"] ?? "").startsWith("SDK-HMAC-SHA256") ||
        headers["x-auth-token"] !== undefined ||
        path.startsWith("/v2/manage/") ||
        path.startsWith("/v3/")
    );
}

function serviceOf({ path }: CloudRequest): "swr" | "iam" {
    return path.startsWith("/v3/") ? "iam" : "swr";
}

function handle(request: CloudRequest, world: HuaweiWorld, now: number, limits: RateLimits): CloudResponse {
    try {
        const found = route(request);
        if (found === undefined) {
            throw HuaweiError.gateway(404, "APIGW.0101", "The API does not exist or has not been published");
        }
        const { identity, region } = authenticate(request, world, now);
        limits.take(identity.domainId, found.action.operation, world.callsPerSecond, now);
        checkRights(found.action, identity);
        return found.action.run({
            world,
            caller: identity,
            region,
            path: found.path,
            query: new URLSearchParams(request.query),
            contentType: request.headers["content-type"] ?? "",
            body: request.body,
            now,
        });
    } catch (error) {
        if (error instanceof HuaweiError) {
            return failure(error, world.errorStyle);
        }
        throw error;
    }
}

/** Only the account and its administrators may configure sync (SWR user guide). */
function checkRights(action: Action, { rights }: Identity): void {
    if (action.rights === "write" && rights === "read") {
        throw HuaweiError.swr(403, "4039002", "No permission for this operation");
    }
}
