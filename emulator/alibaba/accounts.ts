/** An access key of the emulated cloud; the first three fields are what `imagesync:accounts` takes. */
export interface AlibabaCredential {
    readonly accessKey: string;
    readonly secretKey: string;
    /** Present for temporary (STS) keys alone, which are not accepted without it. */
    readonly securityToken?: string;
    /** UID of the account that the key belongs to. */
    readonly accountId: string;
}

const OWNER = "1000000000000001";
const OTHER = "1000000000000002";

/** The keys that exist. They are fixed, so that a configuration typed by hand works with every emulator. */
export const alibabaCredentials = {
    /** All rights in the account that owns the demo's instances. */
    owner: key("owner", OWNER),
    /** A second key of the owner, for rotation. */
    spare: key("spare", OWNER),
    /** All rights in another account, which owns `cri-partner`. */
    other: key("other", OTHER),
    /** A RAM user of the owner's account that may only read. */
    readOnly: key("readonly", OWNER),
    /** Temporary keys of the owner's account. They do not expire. */
    session: { ...key("session", OWNER), securityToken: "emulator-alibaba-session-token" },
} as const satisfies Record<string, AlibabaCredential>;

/** The credential that an access key names. */
export function credentialOf(accessKey: string): AlibabaCredential | undefined {
    return Object.values(alibabaCredentials).find((credential) => credential.accessKey === accessKey);
}

/** Whether a credential may change anything. */
export function mayWrite(credential: AlibabaCredential): boolean {
    return credential.accessKey !== alibabaCredentials.readOnly.accessKey;
}

function key(name: string, accountId: string): AlibabaCredential {
    return { accessKey: `emulator-alibaba-${name}`, secretKey: `emulator-alibaba-${name}-secret`, accountId };
}
