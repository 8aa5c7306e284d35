import { imageStatuses, type ImageStatus, type SyncedImage, type SyncedImages } from "../model";
import type { FoundImage, HeldImage } from "../registry";

/** What is known of the task that brought an image, or was to bring it. */
export interface TaskTrace {
    readonly taskId?: string;
    readonly startedAt?: string;
    readonly finishedAt?: string;
    readonly found?: FoundImage;
}

/** Statuses that the next `up` has something to do about; the others are settled. */
const unsettled: ReadonlySet<ImageStatus> = new Set(["running", "failed", "missing", "outdated"]);

export function isSettled(image: SyncedImage | undefined): boolean {
    return image !== undefined && !unsettled.has(image.status);
}

/** The record of an image with the digest that it was sent with. */
export function recordOf(status: ImageStatus, image: HeldImage | undefined, trace: TaskTrace = {}): SyncedImage {
    return {
        status,
        digest: image?.digest,
        sizeBytes: image?.sizeBytes ?? trace.found?.sizeBytes,
        referrers: trace.found?.referrers,
        taskId: trace.taskId,
        startedAt: trace.startedAt,
        finishedAt: trace.finishedAt,
    };
}

/** How many images have which status. */
export function summaryOf(images: SyncedImages): Partial<Record<ImageStatus, number>> {
    const list = Object.values(images);
    const counts = imageStatuses.map((status) => [status, list.filter((image) => image.status === status).length]);
    return Object.fromEntries(counts.filter(([, number]) => number !== 0)) as Partial<Record<ImageStatus, number>>;
}
