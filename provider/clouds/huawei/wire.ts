import type { Keys } from "../../credentials";
import type { HttpRequest } from "../../calls/http";

const contentType = "application/json";

export interface HuaweiCall {
    /** The official operation id, such as `CreateImageSyncRepo`. */
    readonly operation: string;
    readonly method: "GET" | "POST" | "DELETE";
    readonly path: string;
    readonly body?: object;
    /** Whether it changes nothing for anybody, whatever its method, so that it may be sent again unseen. Default: GET does. */
    readonly harmless?: boolean;
    /** The object, for errors. */
    readonly object: string;
}

/** A request signed by the runtime's own code (SDK-HMAC-SHA256), or carrying a user token in its place. */
export function signedRequest(
    url: string,
    call: Pick<HuaweiCall, "method" | "operation" | "body">,
    keys: Keys,
    project: string | undefined,
): HttpRequest {
    const headers = {
        "content-type": contentType,
        ...(project ? { "X-Project-Id": project } : {}),
        ...(keys.securityToken ? { "X-Security-Token": keys.securityToken } : {}),
    };
    const body = call.body && JSON.stringify(call.body);
    const authorized = keys.userToken ? { ...headers, "X-Auth-Token": keys.userToken } : sign(url, call, keys, headers);
    return {
        method: call.method,
        url,
        headers: { ...authorized, "user-agent": "pulumi-imagesync" },
        body,
        cloud: "huawei",
        action: call.operation,
    };
}

/** Loaded from its own file: the runtime's root module starts a logger that prints requests to stdout. */
function sign(url: string, call: Pick<HuaweiCall, "method" | "body">, keys: Keys, headers: Record<string, string>) {
    type Runtime = typeof import("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner");
    const { AKSKSigner } = require("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner") as Runtime;
    const request = { endpoint: url, method: call.method, headers, data: call.body, queryParams: queryOf(url) };
    const credential = { getAk: () => keys.id, getSk: () => keys.secret };
    return AKSKSigner.sign(request, credential as unknown as Parameters<typeof AKSKSigner.sign>[1]) as Record<
        string,
        string
    >;
}

function queryOf(url: string): Record<string, string> {
    return Object.fromEntries(new URL(url).searchParams);
}
