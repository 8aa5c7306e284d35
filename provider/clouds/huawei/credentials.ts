import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "ini";
import type { CredentialSource, Keys } from "../../credentials";
import { configuredPair, fromEnvironment, metadataAllowed, pair } from "../../credentials";
import { exchange, json } from "../../calls/http";
import { valueAt } from "../../paths";
import type { Account, Settings } from "../../process/settings";

/** Huawei Cloud's places, in the order of its SDKs. A user token (X-Auth-Token) stands in for keys. */
export function huaweiSources(settings: Settings): CredentialSource[] {
    return [
        {
            place: "configuration huaweicloud:token",
            configured: true,
            get: async () => userToken(settings.cloud("huaweicloud:token")),
        },
        configuredPair(settings, {
            id: "huaweicloud:accessKey",
            secret: "huaweicloud:secretKey",
            securityToken: "huaweicloud:securityToken",
        }),
        { place: "environment HW_AUTH_TOKEN", get: async () => userToken(fromEnvironment("HW_AUTH_TOKEN")) },
        ...families.map(fromFamily),
        { place: "profile in ~/.huaweicloud/credentials (HUAWEICLOUD_SDK_CREDENTIALS_FILE)", get: fromProfile },
        {
            place: "agency of the ECS instance",
            get: async () => (metadataAllowed() ? fromMetadata() : undefined),
        },
    ];
}

export function huaweiAccount(account: Account): Keys | undefined {
    const { accessKey, secretKey, securityToken, projectId, token } = account;
    if (accessKey) {
        return pair(accessKey, secretKey, { securityToken, projectId });
    }
    return token && !account.uin ? ({ ...userToken(token), projectId } as Keys) : undefined;
}

function userToken(token: string | undefined): Keys | undefined {
    return token === undefined ? undefined : { id: "", secret: "", userToken: token };
}

interface Family {
    readonly id: string;
    readonly secret: string;
    readonly token: string;
}

/** The variable names of today's SDKs, of the older ones, of the command line and of Terraform. */
const families: readonly Family[] = [
    { id: "HUAWEICLOUD_SDK_AK", secret: "HUAWEICLOUD_SDK_SK", token: "HUAWEICLOUD_SDK_SECURITY_TOKEN" },
    { id: "CLOUD_SDK_AK", secret: "CLOUD_SDK_SK", token: "CLOUD_SDK_SECURITY_TOKEN" },
    { id: "HUAWEI_CLOUD_AK", secret: "HUAWEI_CLOUD_SK", token: "HUAWEI_CLOUD_SECURITY_TOKEN" },
    { id: "HW_ACCESS_KEY", secret: "HW_SECRET_KEY", token: "HW_SECURITY_TOKEN" },
];

function fromFamily(family: Family): CredentialSource {
    return {
        place: `environment ${family.id} and ${family.secret}`,
        get: async () =>
            pair(fromEnvironment(family.id), fromEnvironment(family.secret), {
                securityToken: fromEnvironment(family.token),
            }),
    };
}

/** The profile file of the SDKs: section `basic` with `ak`, `sk` and `security_token`. */
async function fromProfile(): Promise<Keys | undefined> {
    const file = fromEnvironment("HUAWEICLOUD_SDK_CREDENTIALS_FILE") ?? join(homedir(), ".huaweicloud", "credentials");
    let content: string;
    try {
        content = await readFile(file, "utf8");
    } catch {
        return undefined;
    }
    const profile = parse(content) as Record<string, Record<string, string> | undefined>;
    const { ak, sk, security_token: securityToken } = profile.basic ?? {};
    return pair(ak, sk, { securityToken });
}

/** Temporary keys of the agency that the instance runs with; the service renews them. */
async function fromMetadata(): Promise<Keys | undefined> {
    const call = {
        method: "GET" as const,
        url: "http://169.254.169.254/openstack/latest/securitykey",
        headers: {},
        cloud: "huawei",
        action: "securitykey",
    };
    const credential = valueAt(json(call, await exchange(call)), "credential") as Record<string, string> | undefined;
    return pair(credential?.access, credential?.secret, { securityToken: credential?.securitytoken });
}
