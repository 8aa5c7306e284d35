/** A key pair as an entry of `imagesync:accounts` spells it. */
export interface HuaweiKey {
    readonly accessKey: string;
    readonly secretKey: string;
    /** Present on temporary keys alone. */
    readonly securityToken?: string;
}

/** Who signs with a key: the account (IAM calls it domain) whose organizations it sees, and whether it may write. */
export interface Identity {
    readonly key: HuaweiKey;
    readonly domainId: string;
    readonly userName: string;
    readonly rights: "read" | "write";
}

export const ownerDomainId = "emulator0owner0domain0000000000a";
export const otherDomainId = "emulator0other0domain0000000000b";

/** The region of AK/SK requests that name no project, and of `userToken`. */
export const defaultRegion = "cn-north-4";

/** The keys of the demo world. Fixed, so that a configuration typed yesterday works today. */
export const huaweiCredentials = {
    /** The main account: organizations `team`, `prod`, `base`. */
    owner: { accessKey: "EMULATOROWNERACCESSK", secretKey: "emulator-owner-secret-key" },
    /** A second key of the main account, for rotation. */
    spare: { accessKey: "EMULATORSPAREACCESSK", secretKey: "emulator-spare-secret-key" },
    /** Another account: organization `partner`. */
    other: { accessKey: "EMULATOROTHERACCESSK", secretKey: "emulator-other-secret-key" },
    /** A user of the main account that may only look. */
    readOnly: { accessKey: "EMULATORREADONLYACCE", secretKey: "emulator-read-only-secret-key" },
    /** A temporary key of the main account. */
    session: {
        accessKey: "EMULATORSESSIONACCES",
        secretKey: "emulator-session-secret-key",
        securityToken: "emulator-session-security-token",
    },
    /** An X-Auth-Token of the main account, scoped to its project in cn-north-4; for other regions see `world`. */
    userToken: `emulator-user-token-${defaultRegion}`,
} as const satisfies Record<string, HuaweiKey | string>;

export const identities: readonly Identity[] = [
    { key: huaweiCredentials.owner, domainId: ownerDomainId, userName: "admin", rights: "write" },
    { key: huaweiCredentials.spare, domainId: ownerDomainId, userName: "admin", rights: "write" },
    { key: huaweiCredentials.session, domainId: ownerDomainId, userName: "admin", rights: "write" },
    { key: huaweiCredentials.readOnly, domainId: ownerDomainId, userName: "viewer", rights: "read" },
    { key: huaweiCredentials.other, domainId: otherDomainId, userName: "partner-admin", rights: "write" },
];
