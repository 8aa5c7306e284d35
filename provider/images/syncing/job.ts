import type { SyncedImage } from "../../model";
import type { Copy, HeldImage } from "../../registry";
import type { Ending } from "../waiting/poller";
import { recordOf, type TaskTrace } from "../record";

/** What the last try to sync an image came to. */
export type Attempt =
    | { readonly ending: Ending }
    /** The call itself was the sync. */
    | { readonly done: TaskTrace }
    /** It was refused, or its answer was lost. */
    | { readonly error: unknown };

/** One declared image on its way to a `result`. */
export interface Job {
    readonly copy: Copy;
    /** What the source held when the work began: what the target is to hold. */
    readonly wanted: HeldImage;
    /** What is recorded of it already. */
    readonly before?: SyncedImage;
    /** How often it was started or joined. */
    attempts: number;
    /** Whether the last try was somebody else's task. */
    joined: boolean;
    last?: Attempt;
    /** The task of the last try. */
    trace: TaskTrace;
    /** Set once nothing more is to be done about it in this run. */
    result?: SyncedImage;
}

export function newJob(copy: Copy, wanted: HeldImage, before: SyncedImage | undefined): Job {
    return { copy, wanted, before, attempts: 0, joined: false, trace: {} };
}

/** Those without a result. */
export function openJobs(jobs: readonly Job[]): Job[] {
    return jobs.filter(({ result }) => result === undefined);
}

/** Whether the cloud said of the last try that it is done. */
export function saidDone({ last }: Job): boolean {
    if (last === undefined) {
        return false;
    }
    return (
        "done" in last || ("ending" in last && typeof last.ending === "object" && last.ending.state.phase === "done")
    );
}

/** The record of an image whose task goes on, as far as is known. */
export function running(job: Job, issue?: string) {
    const { sizeBytes } = job.wanted;
    return { ...recordOf("running", undefined, job.trace), sizeBytes, issue };
}
