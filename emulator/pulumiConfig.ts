import type { AlibabaEmulator } from "./alibaba";
import type { HuaweiEmulator } from "./huawei";
import type { TencentEmulator } from "./tencent";

/** The keys that exist, by cloud: `owner`, `spare` (of the same account), `other`, `readOnly`, `session` (STS). */
export interface EmulatorCredentials {
    readonly alibaba: AlibabaEmulator["credentials"];
    readonly tencent: TencentEmulator["credentials"];
    readonly huawei: HuaweiEmulator["credentials"];
}

/** The value of `imagesync:endpoints`. */
export interface EmulatorEndpoints {
    readonly alibaba: string;
    readonly tencent: string;
    readonly huawei: string;
    readonly huaweiIam: string;
}

/** What an entry of `imagesync:accounts` may hold; everything else about a credential stays here. */
const ENTRY_FIELDS: ReadonlySet<string> = new Set([
    "accessKey",
    "secretKey",
    "secretId",
    "securityToken",
    "projectId",
    "uin",
    "token",
]);

/** The keys whose values are secret, or taken for it: the CLI refuses `tencentcloud:secretId` in clear by its name. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
    "imagesync:accounts",
    "alicloud:secretKey",
    "tencentcloud:secretId",
    "tencentcloud:secretKey",
    "huaweicloud:secretKey",
]);

/** Whether `pulumi config set` should be given `--secret` for a key. */
export function isSecretConfig(key: string): boolean {
    return SECRET_KEYS.has(key);
}

/** Pulumi config key → value: the owners' keys under the clouds' own names, all others as `imagesync:accounts`. */
export function pulumiConfig(endpoints: EmulatorEndpoints, credentials: EmulatorCredentials): Record<string, string> {
    const { alibaba, tencent, huawei } = credentials;
    return {
        "imagesync:endpoints": JSON.stringify(endpoints),
        "imagesync:accounts": JSON.stringify({
            ...accounts("alibaba", alibaba),
            ...accounts("tencent", tencent),
            ...accounts("huawei", huawei),
        }),
        "alicloud:accessKey": alibaba.owner.accessKey,
        "alicloud:secretKey": alibaba.owner.secretKey,
        "tencentcloud:secretId": tencent.owner.secretId,
        "tencentcloud:secretKey": tencent.owner.secretKey,
        "huaweicloud:accessKey": huawei.owner.accessKey,
        "huaweicloud:secretKey": huawei.owner.secretKey,
    };
}

/** `alibaba-other`, `alibaba-readonly`…: every key but the owner's. */
function accounts(cloud: string, credentials: Readonly<Record<string, object | string>>): Record<string, object> {
    const entries: Record<string, object> = {};
    for (const [name, credential] of Object.entries(credentials)) {
        // A string is a token of its own, which no entry can hold.
        if (name !== "owner" && typeof credential !== "string") {
            entries[`${cloud}-${name.toLowerCase()}`] = accountEntry(credential);
        }
    }
    return entries;
}

function accountEntry(credential: object): object {
    return Object.fromEntries(Object.entries(credential).filter(([field]) => ENTRY_FIELDS.has(field)));
}
