import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { CredentialSource, Keys } from "../../credentials";
import { configuredPair, fromEnvironment, metadataAllowed, pair, runtimeSource } from "../../credentials";
import type { Account, Settings } from "../../process/settings";

/** Alibaba Cloud's places, in the order of its own chain; the runtime's providers renew what expires. */
export function alibabaSources(settings: Settings): CredentialSource[] {
    return [
        configuredPair(settings, {
            id: "alicloud:accessKey",
            secret: "alicloud:secretKey",
            securityToken: "alicloud:securityToken",
        }),
        {
            place: "environment ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (or ALIBABACLOUD_…, or ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY)",
            get: async () => fromVariables(),
        },
        ...runtimeSources(),
    ];
}

export function alibabaAccount(account: Account): Keys | undefined {
    return account.accessKey
        ? pair(account.accessKey, account.secretKey, { securityToken: account.securityToken })
        : undefined;
}

/** The variables of today's tools, of some older ones and of Terraform: id, key and token are always one family's. */
const families = [
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
    ["ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN"],
    ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"],
] as const;

function fromVariables(): Keys | undefined {
    const family = families.find(([id, key]) => fromEnvironment(id, key) !== undefined);
    const [id, key, token] = family ?? families[0];
    return pair(fromEnvironment(id), fromEnvironment(key), { securityToken: fromEnvironment(token) });
}

interface RuntimeProvider {
    getCredentials(): Promise<{ accessKeyId?: string; accessKeySecret?: string; securityToken?: string }>;
}

/**
 * The runtime's own default chain forgets all but its last provider after a failure and quotes a broken file in its
 * error: so its providers are asked one by one.
 */
function runtimeSources(): CredentialSource[] {
    const runtime = () => require("@alicloud/credentials") as typeof import("@alicloud/credentials");
    return [
        source(
            "OIDC role (ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE)",
            () => fromEnvironment("ALIBABA_CLOUD_OIDC_TOKEN_FILE") !== undefined,
            () => runtime().OIDCRoleArnCredentialsProvider.builder().build(),
        ),
        source(
            "profile in ~/.aliyun/config.json (ALIBABA_CLOUD_PROFILE)",
            () =>
                fromEnvironment("ALIBABA_CLOUD_CLI_PROFILE_DISABLED")?.toLowerCase() !== "true" &&
                existsSync(join(homedir(), ".aliyun", "config.json")),
            () => runtime().CLIProfileCredentialsProvider.builder().build(),
        ),
        source(
            "profile in ~/.alibabacloud/credentials (ALIBABA_CLOUD_CREDENTIALS_FILE)",
            () =>
                existsSync(
                    fromEnvironment("ALIBABA_CLOUD_CREDENTIALS_FILE") ??
                        join(homedir(), ".alibabacloud", "credentials"),
                ),
            () => runtime().ProfileCredentialsProvider.builder().build(),
        ),
        source(
            "RAM role of the ECS instance (ALIBABA_CLOUD_ECS_METADATA)",
            () => metadataAllowed() && fromEnvironment("ALIBABA_CLOUD_ECS_METADATA_DISABLED")?.toLowerCase() !== "true",
            () => {
                const builder = runtime().ECSRAMRoleCredentialsProvider.builder();
                return builder.withRoleName(fromEnvironment("ALIBABA_CLOUD_ECS_METADATA") ?? "").build();
            },
        ),
        source(
            "ALIBABA_CLOUD_CREDENTIALS_URI",
            () => fromEnvironment("ALIBABA_CLOUD_CREDENTIALS_URI") !== undefined,
            () => {
                const uri = fromEnvironment("ALIBABA_CLOUD_CREDENTIALS_URI") ?? "";
                return runtime().URICredentialsProvider.builder().withCredentialsURI(uri).build();
            },
        ),
    ];
}

function source(place: string, applies: () => boolean, make: () => RuntimeProvider): CredentialSource {
    return runtimeSource({
        place,
        applies,
        make,
        ask: async (provider) => {
            const keys = await provider.getCredentials();
            return pair(keys.accessKeyId, keys.accessKeySecret, { securityToken: keys.securityToken });
        },
    });
}
