import { idOf, textOf, timeOf } from "../../../calls/answers";
import type { TaskPhase, TaskState } from "../../../registry";

/** A row of ShowSyncJob. */
export type JobRow = Readonly<Record<string, unknown>>;

const phases: Readonly<Record<string, TaskPhase>> = { waiting: "waiting", running: "running", success: "done" };

/** What the words mean by which a job fails, and what to do. `existed` and `cancel` come of `override: false`. */
const failures: Readonly<Record<string, (target: string) => string>> = {
    existed: (target) =>
        `${target} has this tag with the same content already, so SWR copied nothing; run again, and it counts as synced unless it was changed since`,
    cancel: (target) =>
        `${target} has this tag with other content, and override is false; set override: true, delete the tag there, or sync another tag`,
    timeout: (target) =>
        `SWR gave up before the image was in ${target}; run again, and if it stays so sync fewer images at once or make the image smaller`,
    failed: (target) =>
        `SWR does not say why; check that the source still has the tag, that the organization of ${target} is there and yours, and that these credentials may push to it, then run again`,
};

/** What a row says. A word that no document knows means that the job goes on: it is in the list still. */
export function stateOf(row: JobRow): TaskState {
    const word = textOf(row.status) ?? "";
    const reason = Object.hasOwn(failures, word) ? failures[word] : undefined;
    const phase = reason ? "failed" : (Object.hasOwn(phases, word) && phases[word]) || "running";
    const ended = phase === "done" || phase === "failed";
    return {
        phase,
        taskId: idOf(row.id),
        issue: reason && word,
        reason: reason?.(targetOf(row)),
        startedAt: timeOf(row.createdAt),
        finishedAt: ended ? timeOf(row.updatedAt) : undefined,
    };
}

/** Whether a job is surely under way: a word that no document knows is none to wait for. */
export function isMoving({ status }: JobRow): boolean {
    return status === "waiting" || status === "running";
}

function targetOf({ remoteRegionId, remoteNamespace, repoName }: JobRow): string {
    return [remoteRegionId, remoteNamespace, repoName].map(textOf).filter(Boolean).join("/") || "the target";
}
