/** A registry instance. */
export interface AlibabaInstance {
    /** `cri-…`, unique over all regions and accounts. */
    readonly id: string;
    name: string;
    readonly regionId: string;
    /** UID of the account it belongs to. */
    readonly accountId: string;
    /** RUNNING answers everything; in every other state rules can be neither made nor removed. */
    status: string;
    /** Whether its registry cannot be reached from the internet; false by default. */
    isClosed?: boolean;
    readonly createdAt: number;
}

export interface AlibabaNamespace {
    /** `crn-…`. */
    readonly id: string;
    readonly instanceId: string;
    readonly name: string;
    /** Whether a push makes a repository that is not there. */
    autoCreateRepo: boolean;
}

/** One tag of a repository. */
export interface AlibabaTag {
    readonly name: string;
    /** 64 hexadecimal digits, without `sha256:`. */
    digest: string;
    /** All layers together. */
    sizeBytes: number;
    updatedAt: number;
}

/** One blob of an image. */
export interface AlibabaLayer {
    /** 64 hexadecimal digits, without `sha256:`. */
    readonly digest: string;
    readonly sizeBytes: number;
}

export interface AlibabaRepository {
    /** `crr-…`. */
    readonly id: string;
    readonly instanceId: string;
    readonly namespace: string;
    readonly name: string;
    readonly createdAt: number;
    /** Whether a tag that is there may not get another digest by a sync (`TagImmutability`); false by default. */
    immutable?: boolean;
    tags: AlibabaTag[];
}

/** A sync rule, as its source instance keeps it. "" stands for what was not given. */
export interface AlibabaSyncRule {
    /** `crsr-…`. */
    readonly id: string;
    name: string;
    scope: "REPO" | "NAMESPACE";
    trigger: "PASSIVE" | "INITIATIVE";
    instanceId: string;
    namespace: string;
    repository: string;
    repositoryFilter: string;
    tagFilter: string;
    targetRegionId: string;
    targetInstanceId: string;
    targetNamespace: string;
    targetRepository: string;
    linkId: string;
    /** Milliseconds since the epoch. */
    readonly createdAt: number;
    modifiedAt: number;
}

/** What the cloud documents as the reason of a failed task. */
export type AlibabaTaskIssue =
    | "OSS_POLICY_UNAUTHORIZED"
    | "TAG_CONFLICT"
    | "UNSUPPORTED_FORMAT"
    | "INTERNAL_ERROR"
    | "NETWORK_ERROR"
    | "DATA_LENGTH_EXCEEDED";

export type AlibabaTaskStatus = "PENDING" | "SYNCHRONIZING" | "SUCCESS" | "ERROR" | "CANCELED";

/** One tag of one repository of one instance. */
export interface AlibabaImageAddress {
    readonly regionId: string;
    readonly instanceId: string;
    readonly namespace: string;
    readonly repository: string;
    readonly tag: string;
}

/** What the console has decided about a task before it runs. */
export type AlibabaTaskFate =
    | { readonly kind: "issue"; readonly issue: string }
    /** Stays PENDING until it is cancelled. */
    | { readonly kind: "held" }
    /** Is forgotten at the moment when it would have ended; nothing is copied. */
    | { readonly kind: "vanishes" };

/** How a task has ended. */
export interface AlibabaTaskEnd {
    readonly status: Extract<AlibabaTaskStatus, "SUCCESS" | "ERROR" | "CANCELED">;
    /** "" unless it failed. */
    readonly issue: string;
    readonly at: number;
}

/** The copy of one image. What it is doing follows from the clock until `end` is there. */
export interface AlibabaSyncTask {
    /** `rst-…`. */
    readonly id: string;
    /** The tasks that one push or one call has started together. */
    readonly batchId: string;
    /** "" for a task without a rule. */
    readonly ruleId: string;
    readonly linkId: string;
    readonly trigger: AlibabaSyncRule["trigger"];
    readonly from: AlibabaImageAddress;
    readonly to: AlibabaImageAddress;
    readonly crossUser: boolean;
    /** Whether a tag of the target that has another digest is replaced. */
    readonly override: boolean;
    /** What the source held when the task was created; a push that follows does not change it. */
    readonly digest: string;
    /** Milliseconds since the epoch, like the two below. */
    readonly createdAt: number;
    /** When it goes from PENDING to SYNCHRONIZING. */
    readonly startsAt: number;
    /** When the last byte is there. */
    readonly endsAt: number;
    readonly fate?: AlibabaTaskFate;
    end?: AlibabaTaskEnd;
}

/** A fate for the tasks that are created next. */
export interface AlibabaTaskPlan {
    readonly fate: AlibabaTaskFate;
    /** The source's tag; "" for any. */
    readonly tag: string;
    /** For how many tasks more. */
    times: number;
}

/** Everything that the cloud keeps. */
export interface AlibabaState {
    instances: AlibabaInstance[];
    namespaces: AlibabaNamespace[];
    repositories: AlibabaRepository[];
    /** The layers of every digest that was pushed without content, by the digest. */
    images: Record<string, readonly AlibabaLayer[]>;
    rules: AlibabaSyncRule[];
    /** Oldest first. */
    tasks: AlibabaSyncTask[];
    plans: AlibabaTaskPlan[];
    /** How long the copy of an image takes, in seconds of the emulated clock. */
    syncSeconds: number;
    /** Access keys that are switched off. */
    disabledKeys: string[];
}
