import type { CloudContext, CloudEmulator, CloudRequest, CloudResponse } from "../types";
import { actions, type Action } from "./actions";
import { identities, tencentCredentials, type Identity } from "./credentials";
import { failure, faultAnswer, success, TencentError } from "./errors";
import { RateLimits } from "./limits";
import { TencentBackend } from "./registry/backend";
import { verify } from "./signature";
import { TencentWorld } from "./world";
import { regionIds } from "./world/regions";
import { settle } from "./world/replication";
import { TencentStore } from "./world/store";

export type * from "./world";
export { TencentWorld } from "./world";
export type { TencentGrant, TencentKey } from "./credentials";

/** TCR's API version. */
const version = "2019-09-24";

/** Tencent TCR on loopback: its wire API, its console (`world`) and the keys that exist in it. */
export interface TencentEmulator extends CloudEmulator {
    readonly world: TencentWorld;
    readonly credentials: typeof tencentCredentials;
}

/** A TCR with the demo world in it. */
export function createTencent(context: CloudContext): TencentEmulator {
    const store = new TencentStore(context);
    const world = new TencentWorld(store);
    const limits = new RateLimits();
    return {
        name: "tencent",
        world,
        credentials: tencentCredentials,
        registries: new TencentBackend(store),
        accepts: (request) =>
            request.headers["x-tc-action"] !== undefined ||
            (request.headers["authorization"] ?? "").startsWith("TC3-HMAC-SHA256"),
        actionOf: (request) => {
            const name = request.headers["x-tc-action"] ?? "";
            return actions.has(name) ? name : "unknown";
        },
        isRead: (name) => actions.get(name)?.rights === "read",
        handle: (request) => {
            settle(store);
            return handle(request, world, store.now(), limits);
        },
        errorAnswer: (kind) => faultAnswer(kind),
        save: () => store.save(),
        load: (state) => store.load(state),
    };
}

function handle(request: CloudRequest, world: TencentWorld, now: number, limits: RateLimits): CloudResponse {
    try {
        checkProtocol(request);
        const keys = identities.filter(({ key }) => !world.isDisabled(key.secretId));
        const caller = verify(request, keys, now);
        const { name, action } = actionOf(request);
        const region = regionOf(request);
        limits.take(caller.uin, name, world.callsPerSecond, now);
        checkRights(name, action, caller);
        return success(action.run(request.body, { world, caller, region, now }));
    } catch (error) {
        if (error instanceof TencentError) {
            return failure(error);
        }
        throw error;
    }
}

/** JSON over POST alone; API 3.0's GET and multipart forms are not emulated. */
function checkProtocol(request: CloudRequest): void {
    const type = request.headers["content-type"] ?? "";
    if (request.method !== "POST" || !type.startsWith("application/json")) {
        throw new TencentError("UnsupportedProtocol", "Send the parameters as JSON by POST");
    }
}

function actionOf(request: CloudRequest): { name: string; action: Action } {
    const name = header(request, "x-tc-action");
    if (header(request, "x-tc-version") !== version) {
        throw new TencentError("NoSuchVersion", `The version of TCR's API is ${version}`);
    }
    const action = actions.get(name);
    if (action === undefined) {
        throw new TencentError("InvalidAction", `The action ${name} does not exist`);
    }
    return { name, action };
}

function regionOf(request: CloudRequest): string {
    const region = header(request, "x-tc-region");
    if (regionIds[region] === undefined) {
        throw new TencentError("UnsupportedRegion", `TCR is not offered in ${region}`);
    }
    return region;
}

function header(request: CloudRequest, name: string): string {
    const value = request.headers[name];
    if (value === undefined || value === "") {
        throw new TencentError("MissingParameter", `The header ${name} is missing`);
    }
    return value;
}

function checkRights(name: string, action: Action, { key, uin, rights }: Identity): void {
    if (action.rights === "write" && rights === "read") {
        throw new TencentError("UnauthorizedOperation", `${key.secretId} of ${uin} has no right to tcr:${name}`);
    }
}
