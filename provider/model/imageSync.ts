import type { AlibabaRegistry, Hidden, HuaweiRegistry, RuleCloud, TencentRegistry } from "./common";

/** Clouds between whose registries images can be synced. */
export type ImageCloud = RuleCloud;

export interface AlibabaImageSource extends AlibabaRegistry {
    /** Namespace in the source instance, 120 characters at most (RepoNamespaceName). */
    namespace: string;
    /** Repository in the source instance, 128 characters at most (RepoName). */
    repository: string;
}

export interface AlibabaImageTarget extends AlibabaRegistry {
    /** Namespace in the target instance (TargetNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target instance (TargetRepoName). Default: the source's. */
    repository?: string;
    /**
     * Id of the account that owns the target instance, digits only (TargetUserId). Without `account` beside it the
     * target cannot be read, and its images are `unverified`. Default: the source's account.
     */
    accountId?: string;
}

export interface TencentImageSource extends TencentRegistry {
    /** Namespace in the source registry, 128 characters at most (SourceNamespace). */
    namespace: string;
    /** Repository in the source registry, 255 characters at most; may hold slashes (SourceRepo). */
    repository: string;
}

export interface TencentImageTarget extends TencentRegistry {
    /** Namespace in the target (DestinationNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target (DestinationRepo). Default: the source's. */
    repository?: string;
}

export interface HuaweiImageSource extends HuaweiRegistry {
    /** Organization, 64 characters at most. */
    namespace: string;
    /** Repository, 128 characters at most; may hold slashes. */
    repository: string;
}

export interface HuaweiImageTarget extends HuaweiRegistry {
    /** Organization in the target region (remoteNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target. Default: the source's; SWR keeps names, so within it nothing else is possible. */
    repository?: string;
}

/** Source and target of an image sync, by cloud. */
export interface ImageModel {
    alibaba: { source: AlibabaImageSource; target: AlibabaImageTarget };
    tencent: { source: TencentImageSource; target: TencentImageTarget };
    huawei: { source: HuaweiImageSource; target: HuaweiImageTarget };
}

/** One tag under another name in the target. */
export interface TagPair {
    /** Tag in the source. */
    source: string;
    /** Tag in the target. Default: the same. */
    target?: string;
}

/** What every image sync takes. */
export interface ImageSyncOptions {
    /**
     * Tags to sync; `{ source, target }` names one otherwise in the target, where the path can. Either this or
     * `tagFilter`.
     */
    tags?: (string | TagPair)[];
    /**
     * Takes every tag that the source has now and that matches as a whole, in the source cloud's dialect: a regular
     * expression for CR EE and SWR, a doublestar glob for TCR. Either this or `tags`.
     */
    tagFilter?: string;
    /** How many tags `tagFilter` may take; more is an error. 1 or more. Default: 100. */
    maxTags?: number;
    /** Overwrite a tag that the target has with another digest. Default: false, that is an error. */
    override?: boolean;
    /**
     * How the images travel: `cloud`, by the cloud's own call. Default: the only way that the two ends have. Copies
     * through `registry` are not there yet.
     */
    via?: "cloud" | "registry";
    /** Priority of tasks by a manual rule of CR EE, 1 (lowest) to 5 (Priority). Default: the cloud's, 3. */
    priority?: number;
    /**
     * Wait until the images are in the target. Default: true. Without it the tasks are started and recorded as
     * `running`; the next `up` finishes them.
     */
    wait?: boolean;
    /** How long to wait for all tags together, in seconds, 1 or more; `customTimeouts` bound it too. Default: 3600. */
    timeoutSeconds?: number;
    /** Any change of these values runs the sync again. Nothing in them reaches a cloud. */
    triggers?: unknown[];
}

/** What an image sync is told of a rule: the constructor takes it out of a RepoSyncRule. */
export interface SyncedRule {
    /** The cloud's own id of the rule. */
    ruleId: string;
    /** The rule's name, where the cloud has one. */
    name?: string;
    trigger?: "automatic" | "manual";
    override?: boolean;
    source: RuleEnd;
    target: RuleEnd;
}

/** One end of a rule, of any cloud. */
export interface RuleEnd {
    cloud: RuleCloud;
    region: string;
    instanceId?: string;
    namespace?: string;
    repository?: string;
    account?: string;
    accountId?: string;
}

/** The args of an image sync with plain values: what a data file holds. */
export type ImageSyncData = {
    [C in ImageCloud]: { source: ImageModel[C]["source"]; target: ImageModel[C]["target"] } & ImageSyncOptions;
}[ImageCloud];

/** One end of an image sync after `check`. */
export interface ImageEnd {
    cloud: ImageCloud;
    region: string;
    /** Alibaba Cloud's or Tencent Cloud's instance; Huawei's basic edition has one registry for each region. */
    instanceId?: string;
    namespace: string;
    repository: string;
    account?: string;
    accountId?: string;
}

/** An image sync after `check`: every default is filled. The lifecycle knows no more of a cloud than this. */
export interface ImageSyncSpec extends Hidden, Omit<ImageSyncOptions, "tags" | "override" | "wait" | "timeoutSeconds"> {
    source: ImageEnd;
    target: ImageEnd;
    /** As declared: a name, or a pair. */
    tags?: (string | TagPair)[];
    override: boolean;
    wait: boolean;
    timeoutSeconds: number;
    rule?: SyncedRule;
}

/**
 * What is known of an image in the target:
 *
 * - `synced`: the target holds the digest that the source held;
 * - `running`: a task is under way;
 * - `failed`: it could not be synced, `issue` says why;
 * - `missing`: the target does not have the tag (any more);
 * - `outdated`: the target holds another digest than the source;
 * - `unverified`: the cloud says done, but the target cannot be read.
 */
export type ImageStatus = "synced" | "running" | "failed" | "missing" | "outdated" | "unverified";

export const imageStatuses: readonly ImageStatus[] = [
    "synced",
    "running",
    "failed",
    "missing",
    "outdated",
    "unverified",
];

/** One image of a sync, as recorded. */
export interface SyncedImage {
    status: ImageStatus;
    /** `sha256:…` of the image in the target; of an `unverified` one, what the source held when it was sent. */
    digest?: string;
    /** Size in bytes, as the source's cloud tells it. */
    sizeBytes?: number;
    /** The cloud's id of the task that brought it, or brings it. */
    taskId?: string;
    /** When its task began, ISO 8601. */
    startedAt?: string;
    /** When its task ended, ISO 8601. */
    finishedAt?: string;
    /** Why it is not synced. */
    issue?: string;
}

/** Images by target tag. */
export type SyncedImages = Record<string, SyncedImage>;

/** What an image sync has beyond its args. */
export interface ImageSyncOutputs {
    /** Every declared image, by target tag. */
    images: SyncedImages;
    /** How many images have which status; statuses that none has are left out. */
    summary: Partial<Record<ImageStatus, number>>;
    /** Host name of the target registry, where it is known. */
    host?: string;
}
