/** A key pair as an entry of `imagesync:accounts` spells it. */
export interface TencentKey {
    readonly secretId: string;
    readonly secretKey: string;
    /** Present on keys issued by STS alone. */
    readonly securityToken?: string;
}

/** A long-term instance token that lets another account push (PeerReplicationOption of ManageReplication). */
export interface TencentGrant {
    readonly uin: string;
    readonly token: string;
}

/** Who signs with a key: the account (`uin`) whose registries it sees, and whether it may write. */
export interface Identity {
    readonly key: TencentKey;
    readonly uin: string;
    readonly rights: "read" | "write";
}

export const ownerUin = "100000000001";
export const otherUin = "100000000002";

/** The keys of the demo world. Fixed, so that a configuration typed yesterday works today. */
export const tencentCredentials = {
    /** The main account: sees `tcr-gz`, `tcr-sg`, `tcr-bj`, `tcr-gz2`. */
    owner: { secretId: "AKIDemulatorOwner", secretKey: "emulator-owner-secret-key" },
    /** A second key of the main account, for rotation. */
    spare: { secretId: "AKIDemulatorSpare", secretKey: "emulator-spare-secret-key" },
    /** Another tenant: sees `tcr-partner`. */
    other: { secretId: "AKIDemulatorOther", secretKey: "emulator-other-secret-key" },
    /** A sub-user of the main account that may only describe. */
    readOnly: { secretId: "AKIDemulatorReadOnly", secretKey: "emulator-read-only-secret-key" },
    /** A session of the main account, as STS issues it. */
    session: {
        secretId: "AKIDemulatorSession",
        secretKey: "emulator-session-secret-key",
        securityToken: "emulator-session-token",
    },
    /** A long-term token of the other tenant's `tcr-partner`. */
    grant: { uin: otherUin, token: "emulator-partner-long-term-token" },
} as const satisfies Record<string, TencentKey | TencentGrant>;

export const identities: readonly Identity[] = [
    { key: tencentCredentials.owner, uin: ownerUin, rights: "write" },
    { key: tencentCredentials.spare, uin: ownerUin, rights: "write" },
    { key: tencentCredentials.session, uin: ownerUin, rights: "write" },
    { key: tencentCredentials.readOnly, uin: ownerUin, rights: "read" },
    { key: tencentCredentials.other, uin: otherUin, rights: "write" },
];
