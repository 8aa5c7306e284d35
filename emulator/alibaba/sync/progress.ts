import type { AlibabaLayer, AlibabaSyncTask, AlibabaTaskStatus } from "../model";

/** What a task is doing at some moment. */
export interface TaskProgress {
    readonly status: AlibabaTaskStatus;
    /** When it last went from one status to the next. */
    readonly since: number;
    readonly syncedBytes: number;
    readonly layers: readonly LayerProgress[];
}

export interface LayerProgress {
    readonly layer: AlibabaLayer;
    readonly status: AlibabaTaskStatus;
    readonly syncedBytes: number;
}

/** What a task is doing at `now`: its layers come one after the other, at a steady rate. */
export function progressOf(task: AlibabaSyncTask, layers: readonly AlibabaLayer[], now: number): TaskProgress {
    const { status, since } = statusOf(task, now);
    const whole = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const syncedBytes = Math.floor(whole * shareDone(task, status, task.end?.at ?? now));
    let rest = syncedBytes;
    const layerTasks = layers.map((layer) => {
        const synced = Math.min(layer.sizeBytes, rest);
        rest -= synced;
        return { layer, status: layerStatus(status, layer.sizeBytes, synced), syncedBytes: synced };
    });
    return { status, since, syncedBytes, layers: layerTasks };
}

/** The status of a task at `now`, and since when. */
export function statusOf(task: AlibabaSyncTask, now: number): { status: AlibabaTaskStatus; since: number } {
    const { end, fate, createdAt, startsAt } = task;
    if (end !== undefined) {
        return { status: end.status, since: end.at };
    }
    return fate?.kind === "held" || now < startsAt
        ? { status: "PENDING", since: createdAt }
        : { status: "SYNCHRONIZING", since: startsAt };
}

function shareDone(task: AlibabaSyncTask, status: AlibabaTaskStatus, at: number): number {
    if (status === "SUCCESS") {
        return 1;
    }
    if (status === "PENDING" || task.fate?.kind === "held") {
        return 0;
    }
    const share = (at - task.startsAt) / Math.max(1, task.endsAt - task.startsAt);
    // What fails, fails before its last byte.
    return Math.min(Math.max(share, 0), 0.95);
}

function layerStatus(task: AlibabaTaskStatus, size: number, synced: number): AlibabaTaskStatus {
    if (synced === size && (task === "SUCCESS" || synced > 0)) {
        return "SUCCESS";
    }
    if (task === "SYNCHRONIZING") {
        return synced > 0 ? "SYNCHRONIZING" : "PENDING";
    }
    return task;
}
