import type { CredentialSource, Keys } from "../../credentials";
import { configuredPair, fromEnvironment, metadataAllowed, pair, runtimeSource } from "../../credentials";
import type { Account, Settings } from "../../process/settings";

/** Tencent Cloud's places, in the order of its own chain; the runtime's providers renew what expires. */
export function tencentSources(settings: Settings): CredentialSource[] {
    return [
        configuredPair(settings, {
            id: "tencentcloud:secretId",
            secret: "tencentcloud:secretKey",
            securityToken: "tencentcloud:securityToken",
        }),
        {
            place: "environment TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
            get: async () => fromVariables(),
        },
        ...runtimeSources(),
    ];
}

export function tencentAccount(account: Account): Keys | undefined {
    return account.secretId
        ? pair(account.secretId, account.secretKey, { securityToken: account.securityToken })
        : undefined;
}

/** The token has three names: the Node SDK's, the command line's and Terraform's. */
function fromVariables(): Keys | undefined {
    return pair(fromEnvironment("TENCENTCLOUD_SECRET_ID"), fromEnvironment("TENCENTCLOUD_SECRET_KEY"), {
        securityToken: fromEnvironment(
            "TENCENTCLOUD_SESSION_TOKEN",
            "TENCENTCLOUD_TOKEN",
            "TENCENTCLOUD_SECURITY_TOKEN",
        ),
    });
}

interface RuntimeProvider {
    getCredential(): Promise<{ secretId?: string; secretKey?: string; token?: string }>;
}

/**
 * The runtime's own default chain prints every failure to stderr and keeps a failed look-up for ever: so its
 * providers are asked one by one, and made anew after a failure.
 */
function runtimeSources(): CredentialSource[] {
    type Runtime = typeof import("tencentcloud-sdk-nodejs-common/tencentcloud/common/credential");
    const runtime = () => require("tencentcloud-sdk-nodejs-common/tencentcloud/common/credential") as Runtime;
    return [
        source(
            "profile in ~/.tencentcloud/credentials or /etc/tencentcloud/credentials",
            () => true,
            () => new (runtime().ProfileCredential)(),
        ),
        source("role of the CVM instance", metadataAllowed, () => new (runtime().CvmRoleCredential)()),
        source(
            "OIDC role of a TKE workload (TKE_ROLE_ARN, TKE_WEB_IDENTITY_TOKEN_FILE)",
            () => fromEnvironment("TKE_WEB_IDENTITY_TOKEN_FILE") !== undefined,
            () => new (runtime().OIDCRoleArnCredential as new () => RuntimeProvider)(),
        ),
    ];
}

function source(place: string, applies: () => boolean, make: () => RuntimeProvider): CredentialSource {
    return runtimeSource({
        place,
        applies,
        make,
        ask: async (provider) => {
            const { secretId, secretKey, token } = await provider.getCredential();
            return pair(secretId || undefined, secretKey || undefined, { securityToken: token });
        },
    });
}
