import type { Hidden, RuleCloud } from "./common";
import type { ImageCloud, ImageModel } from "./imageEnds";

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
     * `tagFilter`; neither with `rule` alone, which then takes everything that the rule takes.
     */
    tags?: (string | TagPair)[];
    /**
     * Takes every tag that the source has now and that matches as a whole, in the source's dialect: a regular
     * expression for CR EE and SWR, a doublestar glob for TCR and for `generic`. Either this or `tags`.
     */
    tagFilter?: string;
    /**
     * How many tags `tagFilter`, or `rule` alone in all its repositories together, may take; more is an error. 1 or
     * more. Default: 100.
     */
    maxTags?: number;
    /** Overwrite a tag that the target has with another digest. Default: false, that is an error. */
    override?: boolean;
    /**
     * How the images travel: `cloud`, by the cloud's own call; `registry`, as an OCI distribution copy through the
     * machine that runs Pulumi, possible between any two registries. Default: `cloud` where the two ends have such a
     * call (within CR EE, within SWR, inside one TCR registry), else `registry`.
     */
    via?: "cloud" | "registry";
    /**
     * Which platforms of an image are copied, `os/architecture[/variant]` each, such as `linux/amd64`: of one the image
     * itself, of several an index of them, each with a digest other than the source's index. Only with registry copies.
     * Default: all, the image as it is.
     */
    platforms?: string[];
    /**
     * Whether signatures, SBOMs and other artifacts that refer to an image are copied with it, for each manifest of an
     * index, too. Only with registry copies. Default: false.
     */
    referrers?: boolean;
    /** Priority of tasks by a manual rule of CR EE, 1 (lowest) to 5 (Priority). Default: the cloud's, 3. */
    priority?: number;
    /**
     * Wait until the images are in the target. Default: true. Without it the tasks are started and recorded as
     * `running`; the next `up` finishes them. A registry copy runs in Pulumi's own process, so it is always waited for.
     */
    wait?: boolean;
    /** How long to wait for all tags together, in seconds, 1 or more; `customTimeouts` bound it too. Default: 3600. */
    timeoutSeconds?: number;
    /** Any change of these values runs the sync again. Nothing in them reaches a cloud. */
    triggers?: unknown[];
}

/** How images travel: by the cloud's own call, or through the machine that runs Pulumi, from registry to registry. */
export type ImagePath = NonNullable<ImageSyncOptions["via"]>;

/** What an image sync is told of a rule: the constructor takes it out of a RepoSyncRule. */
export interface SyncedRule {
    /** The cloud's own id of the rule. */
    ruleId: string;
    /** The rule's name, where the cloud has one. */
    name?: string;
    /** Absent: the cloud's rules have no trigger, or `automatic`. */
    trigger?: "automatic" | "manual";
    /** Whether the rule overwrites tags that the target has, where the cloud's rules say. */
    override?: boolean;
    /** Which repositories of the namespace the rule takes, in its cloud's own dialect. Absent: all. */
    repositoryFilter?: string;
    /** Which tags the rule takes, in its cloud's own dialect. Absent: all. */
    tagFilter?: string;
    /** Which kind of artifact the rule takes, where the cloud's rules say. Absent: all. */
    artifacts?: "image" | "chart" | "all";
    /** Whether the rule works, where the cloud's rules say. Absent: it does. */
    enabled?: boolean;
    source: RuleEnd;
    target: RuleEnd;
}

/** One end of a rule, of any cloud. */
export interface RuleEnd {
    cloud: RuleCloud;
    region: string;
    /** Alibaba Cloud's or Tencent Cloud's instance. */
    instanceId?: string;
    namespace?: string;
    /** Absent at the source: the rule takes a whole namespace. */
    repository?: string;
    /** The entry of `imagesync:accounts` whose credentials are used. */
    account?: string;
    /** Alibaba Cloud's id of the account that owns the target. */
    accountId?: string;
    /** The entry of `imagesync:accounts` with the other tenant's grant, of a target on Tencent Cloud. */
    grant?: string;
}

/** The args of an image sync with plain values: what a data file holds. Any source goes with any target. */
export type ImageSyncData = {
    source: ImageModel[ImageCloud]["source"];
    target: ImageModel[ImageCloud]["target"];
} & ImageSyncOptions;

/** One end of an image sync after `check`. */
export interface ImageEnd {
    cloud: ImageCloud;
    /** A cloud's region; a `generic` end has none. */
    region?: string;
    /** Host of a `generic` registry, with a port where it is not the usual one; a cloud's end has none. */
    host?: string;
    /** Alibaba Cloud's or Tencent Cloud's instance; Huawei's basic edition has one registry for each region. */
    instanceId?: string;
    /** Absent in a `generic` end whose repository's path has no part that is called so. */
    namespace?: string;
    /** Absent where a whole rule is synced that takes a whole namespace: see {@link ImageSyncSpec}. */
    repository?: string;
    /** The entry of `imagesync:accounts` whose credentials are used. */
    account?: string;
    /** Alibaba Cloud's id of the account that owns the target. */
    accountId?: string;
}

/** One end in a cloud, as the cloud's own calls need it. */
export interface CloudImageEnd extends ImageEnd {
    cloud: RuleCloud;
    region: string;
    namespace: string;
    repository: string;
}

/**
 * An image sync after `check`: every default is filled. The lifecycle knows no more of a cloud than this.
 *
 * With neither `tags` nor `tagFilter` there is a `rule`, and the sync is of the whole rule: every repository and tag
 * that the rule's own filters take. Its ends are the rule's; `source.repository` and `target.repository` are there
 * where the rule takes one repository, and absent where it takes a namespace.
 */
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

/** A sync of one repository within one cloud, as the cloud's own calls need it. */
export interface CloudImageSyncSpec extends ImageSyncSpec {
    source: CloudImageEnd;
    target: CloudImageEnd;
}
