import type { CloudRequest } from "../types";
import { defaultRegion, huaweiCredentials, identities, type Identity } from "./credentials";
import { HuaweiError } from "./errors";
import { verify } from "./signature";
import type { HuaweiWorld } from "./world";
import { accountByDomain, syncRegions } from "./world/regions";

/** Who asks, and about which region. */
export interface Caller {
    readonly identity: Identity;
    readonly region: string;
}

function refuse(reason: string): HuaweiError {
    return HuaweiError.gateway(401, "APIGW.0301", `Incorrect IAM authentication information: ${reason}`);
}

/** The region of an X-Auth-Token: that of the project it was issued for. */
function byToken(token: string, request: CloudRequest, world: HuaweiWorld): Caller {
    const region = syncRegions.find((each) => world.userToken(each) === token);
    const identity = identities.find(({ key }) => key === huaweiCredentials.owner);
    if (region === undefined || identity === undefined) {
        throw refuse("the token is not valid");
    }
    const project = request.headers["x-project-id"];
    if (project !== undefined && project !== world.projectId(region, identity.domainId)) {
        throw refuse("the token is scoped to another project");
    }
    return { identity, region };
}

/** The region of a signed request: that of the account's project in X-Project-Id. */
function bySignature(request: CloudRequest, world: HuaweiWorld, now: number): Caller {
    const keys = identities.filter(({ key }) => !world.isDisabled(key.accessKey));
    const identity = verify(request, keys, now);
    const domain = request.headers["x-domain-id"];
    if (domain !== undefined && domain !== identity.domainId) {
        throw refuse("X-Domain-Id is not the account of the access key");
    }
    const project = request.headers["x-project-id"];
    if (project === undefined) {
        return { identity, region: defaultRegion };
    }
    const region = accountByDomain(identity.domainId).projects.find((each) => each.id === project)?.region;
    if (region === undefined) {
        throw refuse("X-Project-Id is not a project of the access key's account");
    }
    return { identity, region };
}

/**
 * Says who sent a request, by X-Auth-Token or signature.
 *
 * @throws HuaweiError 401 APIGW.0301
 */
export function authenticate(request: CloudRequest, world: HuaweiWorld, now: number): Caller {
    const token = request.headers["x-auth-token"];
    return token === undefined ? bySignature(request, world, now) : byToken(token, request, world);
}
