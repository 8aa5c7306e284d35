import type { RuleEnd, ImageCloud, ImageEnd, ImageSyncSpec } from "../model";
import type { ImageSchema } from "../validation/images/schema";
import type { CallOptions } from "./common";

/** One tag to sync: its name in the source and in the target. */
export interface Copy {
    readonly source: string;
    readonly target: string;
    /** What the target is to hold, where that is known already. */
    readonly digest?: string;
}

/** What a registry holds under a tag. */
export interface HeldImage {
    /** `sha256:…` */
    readonly digest: string;
    /** Bytes, where the cloud tells. */
    readonly sizeBytes?: number;
    /** What it is, where that was asked for. */
    readonly artifact?: "image" | "chart";
}

/** Images by tag. */
export type HeldImages = ReadonlyMap<string, HeldImage>;

/** One end of a sync. */
export type End = "source" | "target";

/**
 * A sync that is under way for one copy, by which the cloud is asked about it. Adapters add what they need; all that
 * share a `place` are asked about together.
 */
export interface Ticket {
    readonly copy: Copy;
    /** Tells it from every other ticket of the process. */
    readonly key: string;
    /** What is asked in one go: an instance or a repository, with region and account. */
    readonly place: string;
    /** The cloud's id of the task or job, where it is known already. */
    readonly taskId?: string;
    /** ISO 8601, where it is known already. */
    readonly startedAt?: string;
}

/** How far a task is: `waiting`, `running` (both move), or ended: `done` and `failed`, as the cloud says. */
export type TaskPhase = "waiting" | "running" | "done" | "failed";

/** A task as the cloud shows it. */
export interface TaskState {
    readonly phase: TaskPhase;
    readonly taskId?: string;
    /** The cloud's word for a task that failed (`TAG_CONFLICT`, `timeout`); absent where it says nothing. */
    readonly issue?: string;
    /** What that means, and what to do; absent for an issue that is not known. */
    readonly reason?: string;
    /** Whether the failure is one of the moment, so that the same sync may succeed if tried again. */
    readonly passing?: boolean;
    /** Counts of layers, where the cloud tells. */
    readonly layers?: Progress;
    /** Counts of bytes, where the cloud tells. */
    readonly bytes?: Progress;
    /** ISO 8601, where the cloud tells. */
    readonly startedAt?: string;
    /** ISO 8601, where the cloud tells and the task has ended. */
    readonly finishedAt?: string;
    /** What a task that is done has found out about the image on the way. */
    readonly found?: FoundImage;
}

/** What is known of an image only once it was copied. */
export interface FoundImage {
    /** Bytes of all its manifests and blobs. */
    readonly sizeBytes?: number;
    /** How many artifacts that refer to it, or to a manifest of it, are in the target; only where they were asked for. */
    readonly referrers?: number;
    /** Bytes that went over the wire: what the target had already does not count. */
    readonly movedBytes?: number;
}

export interface Progress {
    readonly done: number;
    readonly total: number;
}

/**
 * What came of the start of one copy:
 *
 * - `ticket`: the cloud accepted it, and is to be asked how it goes;
 * - `done`: the call itself was the sync;
 * - `error`: refused, or the answer was lost (`acted: "maybe"`): then only a look tells whether it runs.
 */
export type Started<T extends Ticket = Ticket> =
    | { readonly ticket: T }
    | { readonly done: { readonly startedAt: string; readonly finishedAt: string } }
    | { readonly error: unknown };

/**
 * What the image lifecycle asks of a cloud. Reads throw for every failure; absent is `undefined`, or not in the map.
 * Nothing here waits for a sync, and nothing decides: the lifecycle does.
 */
export interface ImagePort<S extends ImageSyncSpec = ImageSyncSpec, T extends Ticket = Ticket> {
    /**
     * What one end holds: of these tags, or of all tags (`names` undefined). Undefined when the repository (or its
     * namespace) is not there. With as few calls as the API allows.
     */
    images(
        spec: S,
        end: End,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined>;
    /**
     * All tags of the source's repository, undefined where it is not there; for a filter to choose from. Absent where
     * `images` tells all of them as cheaply.
     */
    tagNames?(spec: S, options: CallOptions): Promise<readonly string[] | undefined>;
    /**
     * Syncs that run now for these copies, whoever started them, by target tag; begun after the question. Absent where
     * the cloud's call is done when it answers.
     */
    underway?(spec: S, copies: readonly Copy[], options: CallOptions): Promise<ReadonlyMap<string, T>>;
    /** Starts a sync of each copy, with as few calls as the API allows. Never throws: the outcome, by target tag. */
    start(spec: S, copies: readonly Copy[], options: CallOptions): Promise<ReadonlyMap<string, Started<T>>>;
    /**
     * How the tasks of one place are, by ticket's key; one that is not in the answer is not to be seen now. With as few
     * calls as the API allows, no more often in the process than the cloud's share for such questions.
     */
    look?(tickets: readonly T[], options: CallOptions): Promise<ReadonlyMap<string, TaskState>>;
    /**
     * Follows a sync that runs in this process to its end, at most until the deadline (milliseconds since the epoch);
     * one that was begun with more time goes on for who began it. `tell` gets how far it is. In the place of `look`.
     * @throws what the sync failed with, `transient` when the time was up
     */
    follow?(ticket: T, deadline: number, tell: (state: TaskState) => void): Promise<TaskState>;
    /** One task with layers and bytes; absent where the cloud tells none. Undefined when the task is not there. */
    detail?(ticket: T, options: CallOptions): Promise<TaskState | undefined>;
    /** Cancels a task; one that has ended is no failure. Absent where the cloud has no such call. */
    cancel?(ticket: T, options: CallOptions): Promise<void>;
    /** Host name of the target registry, for image references; undefined where the cloud does not tell. */
    host(spec: S, options: CallOptions): Promise<string | undefined>;
    /**
     * The repositories of a namespace, in the source's cloud; undefined when the namespace is not there. Absent where
     * every rule of the cloud takes one repository.
     */
    repositories?(source: RuleEnd, options: CallOptions): Promise<readonly string[] | undefined>;
}

/** A cloud's image syncs as data: what check, ids and messages are made from. */
export interface ImageCapabilities<S extends ImageSyncSpec = ImageSyncSpec> {
    readonly cloud: ImageCloud;
    /** The product's official name. */
    readonly product: string;
    /** What its sources and targets are like, and where its own call reaches: what check validates with. */
    readonly schema: ImageSchema;
    /** Whether a tag is taken by a filter, in the cloud's own dialect: the whole tag. */
    matcher(tagFilter: string): (tag: string) => boolean;
    /** Whether what the target holds can be read with the credentials there are. */
    readable(spec: S): boolean;
}

/** What the lifecycle knows of a path as data: of a cloud's own calls, or of copies from a cloud's registries. */
export type PathCapabilities = Pick<ImageCapabilities, "cloud" | "product" | "matcher" | "readable">;

/** The path of a repository for people: `cn-hangzhou/cri-hub/prod/api`, `harbor.example.com/prod/api`. */
export function pathOf({ region, host, instanceId, namespace, repository }: ImageEnd): string {
    return [region, host, instanceId, namespace, repository].filter((part) => part !== undefined).join("/");
}
