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
    /** How many signatures, SBOMs and other referrers are in the target with it; absent where none were asked for. */
    referrers?: number;
    /** Why it is not synced. */
    issue?: string;
}

/** Images by target tag; by `repository:tag`, in the target, where a whole rule is synced. */
export type SyncedImages = Record<string, SyncedImage>;

/** What an image sync has beyond its args. */
export interface ImageSyncOutputs {
    /** Every declared image, by target tag; by `repository:tag`, in the target, where a whole rule is synced. */
    images: SyncedImages;
    /** How many images have which status; statuses that none has are left out. */
    summary: Partial<Record<ImageStatus, number>>;
    /** Host name of the target registry, where it is known. */
    host?: string;
}
