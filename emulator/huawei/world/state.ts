/** The emulated SWR, as plain data: what `--state` keeps. Times are milliseconds since the epoch. */
export interface HuaweiState {
    organizations: HuaweiOrganization[];
    rules: HuaweiRule[];
    syncJobs: HuaweiSyncJob[];
    syncPlans: HuaweiSyncPlan[];
    syncSettings: HuaweiSyncSettings;
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

/** How a sync job has ended: `existed` and `cancel` come without override, where the target has the tag already. */
export type HuaweiSyncOutcome = "success" | "failed" | "timeout" | "cancel" | "existed";

/** What sync_job says of a job. */
export type HuaweiSyncStatus = "waiting" | "running" | HuaweiSyncOutcome;

/** The copying of one tag; it belongs to the repository that it copies from. */
export interface HuaweiSyncJob extends HuaweiTarget {
    readonly id: number;
    readonly region: string;
    readonly domainId: string;
    readonly namespace: string;
    readonly repository: string;
    readonly tag: string;
    readonly override: boolean;
    /** Who asked for it: the caller of sync_images, or the creator of the organization where a rule fired. */
    readonly operatorId: string;
    readonly operatorName: string;
    /** What the tag was when the job was made; absent where the source had no such tag. */
    readonly image?: Pick<HuaweiTag, "digest" | "sizeBytes">;
    readonly createdAt: number;
    /** When it turns from waiting to running. */
    startsAt: number;
    /** When it ends. */
    endsAt: number;
    /** It stays in this status until it is released. */
    held?: "waiting" | "running";
    /** How it will end, whatever the registries hold; then it copies nothing. `vanish` leaves no row. */
    readonly fate?: HuaweiSyncOutcome | "vanish";
    /** Present once it has ended. */
    outcome?: HuaweiSyncOutcome;
}

/** What the console has in store for jobs to come, in the order in which it was said. */
export interface HuaweiSyncPlan {
    readonly plan: Pick<HuaweiSyncJob, "fate" | "held">;
    /** Absent where any tag is meant. */
    readonly tag?: string;
    times: number | "always";
}

/**
 * What the array of sync_images names: nothing, as the documents' example; the tags that get there, as one version of
 * the page says; or the tags that do not, as the other says.
 */
export type SyncImagesAnswer = "empty" | "succeeded" | "failed";

export interface HuaweiSyncSettings {
    seconds: number;
    answer: SyncImagesAnswer;
}
