/** The emulated SWR, as plain data: what `--state` keeps. Times are milliseconds since the epoch. */
export interface HuaweiState {
    organizations: HuaweiOrganization[];
    rules: HuaweiRule[];
    disabledKeys: string[];
}

/** SWR's namespace; its name is unique within a region, whoever owns it. */
export interface HuaweiOrganization {
    readonly id: number;
    readonly region: string;
    readonly domainId: string;
    readonly name: string;
    readonly creatorName: string;
    repositories: HuaweiRepository[];
}

export interface HuaweiRepository {
    readonly id: number;
    /** May hold slashes. */
    readonly name: string;
    readonly createdAt: number;
    updatedAt: number;
    tags: HuaweiTag[];
}

export interface HuaweiTag {
    readonly id: number;
    readonly name: string;
    readonly digest: string;
    readonly sizeBytes: number;
    readonly createdAt: number;
    readonly updatedAt: number;
}

/** Where a rule copies to: with the repository it copies from, its identity. */
export interface HuaweiTarget {
    readonly remoteRegionId: string;
    readonly remoteNamespace: string;
}

export interface HuaweiRule extends HuaweiTarget {
    /** An integer in decimal; it may be larger than a JavaScript number holds. */
    readonly id: string;
    readonly region: string;
    readonly domainId: string;
    readonly namespace: string;
    readonly repository: string;
    /** A rule with false is kept, but not listed and never fires. */
    readonly syncAuto: boolean;
    readonly override: boolean;
    readonly createdAt: number;
    readonly updatedAt: number;
}
