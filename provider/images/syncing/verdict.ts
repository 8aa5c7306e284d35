import { isKind, messageOf } from "../../errors";
import type { ImageSyncSpec, SyncedImage } from "../../model";
import { pathOf, type HeldImages, type TaskState } from "../../registry";
import { type Job, running, saidDone } from "./job";
import type { Ending } from "../waiting/poller";
import { recordOf } from "../record";

/** Tries for one image, the first and joined tasks included. */
const mostAttempts = 3;

/** What is decided about one image after a look at the target. */
export interface Seen {
    readonly spec: ImageSyncSpec;
    /** What the target holds; undefined where it cannot be read. */
    readonly held: HeldImages | undefined;
}

/**
 * The result of an image, or undefined while something is to be done about it. The target's digest has the first
 * word, what the cloud said of the task the second.
 */
export function verdict(job: Job, { spec, held }: Seen): SyncedImage | undefined {
    if (held?.get(job.copy.target)?.digest === job.wanted.digest && !isDoubtful(job, spec)) {
        return synced(job);
    }
    if (!held && saidDone(job)) {
        return recordOf("unverified", job.wanted, job.trace);
    }
    if (!held && job.attempts === 0) {
        return sentAlready(job.before, job.wanted.digest) ? job.before : undefined;
    }
    return job.last && verdictOfTry(job, spec, held);
}

/** What refers to an image does not show in its digest: only a copy tells whether all of it is there. */
function isDoubtful({ attempts, last }: Job, { referrers }: ImageSyncSpec): boolean {
    return referrers === true && (attempts === 0 || (last !== undefined && "error" in last));
}

function synced({ attempts, before, wanted, trace }: Job): SyncedImage {
    const known = before?.status === "synced" && before.digest === wanted.digest;
    return attempts === 0 && known ? before : recordOf("synced", wanted, attempts > 0 ? trace : {});
}

/** What cannot be verified is not repeated for that alone, as long as the source is what was sent. */
function sentAlready(before: SyncedImage | undefined, digest: string): boolean {
    return before?.status === "unverified" && before.digest === digest;
}

function verdictOfTry(job: Job, spec: ImageSyncSpec, held: HeldImages | undefined): SyncedImage | undefined {
    const { last } = job;
    if (last && "ending" in last && last.ending === "late") {
        return running(job);
    }
    const mayTryAgain = job.attempts < mostAttempts && (job.joined || isPassing(job));
    return mayTryAgain ? undefined : failed(job, reasonOf(job, spec, held));
}

/** Whether the same try may succeed later: a fault of the moment, or an answer that was lost. */
function isPassing({ last }: Job): boolean {
    if (last && "error" in last) {
        return isKind(last.error, "transient") && last.error.acted === "maybe";
    }
    const state = last && "ending" in last ? stateOf(last.ending) : undefined;
    return state?.passing === true;
}

function stateOf(ending: Ending): TaskState | undefined {
    return typeof ending === "object" ? ending.state : undefined;
}

function reasonOf(job: Job, spec: ImageSyncSpec, held: HeldImages | undefined): string {
    const { last } = job;
    if (last && "error" in last) {
        return messageOf(last.error);
    }
    const task = job.trace.taskId === undefined ? "the sync" : `task ${job.trace.taskId}`;
    if (last && "ending" in last && last.ending === "vanished") {
        return `${task} is not to be seen any more, and the target does not hold the image; run again`;
    }
    const state = last && "ending" in last ? stateOf(last.ending) : undefined;
    if (state?.phase === "failed") {
        const said = [state.issue, state.reason].filter(Boolean).join(": ");
        return `${task} failed${said ? `: ${said}` : ", and the cloud does not say why"}${againText(job)}`;
    }
    const there = held?.get(job.copy.target)?.digest ?? "nothing";
    return `${task} is done, but ${pathOf(spec.target)}:${job.copy.target} holds ${there}, not ${job.wanted.digest}`;
}

function againText({ attempts }: Job): string {
    return attempts > 1 ? ` (tried ${attempts} times)` : "";
}

/** An image that is in the way: with another digest under the tag, and no leave to overwrite it. */
export function conflict(job: Job, { spec, held }: Seen): SyncedImage | undefined {
    const there = held?.get(job.copy.target)?.digest;
    if (spec.override || there === undefined || there === job.wanted.digest) {
        return undefined;
    }
    const [from, to] = [`${pathOf(spec.source)}:${job.copy.source}`, `${pathOf(spec.target)}:${job.copy.target}`];
    const chosen = spec.platforms && spec.platforms.length > 0 ? `is, for ${spec.platforms.join(", ")},` : "holds";
    return failed(
        job,
        `${to} holds ${there} already, ${from} ${chosen} ${job.wanted.digest}; ` +
            "set override: true to overwrite it, choose another target tag, or remove it there",
    );
}

/** The record of an image that could not be synced; what the target holds instead is not recorded as its digest. */
export function failed(job: Job, issue: string): SyncedImage {
    return { ...recordOf("failed", undefined, job.trace), issue };
}

/** For an image that there was no time to begin, or to begin again. */
export function notBegun(job: Job): SyncedImage {
    return failed(job, "not begun: the time was up; raise timeoutSeconds, or run again");
}
