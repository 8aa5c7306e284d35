import { isRecord, recordsOf, textOf, timeOf } from "../../../calls/answers";
import type { CloudImageSyncSpec } from "../../../model";
import { countOf } from "../../../pages";
import type { Copy, TaskPhase, TaskState } from "../../../registry";
import { issueOf } from "./issues";

/** A task, as a row of ListRepoSyncTask or the answer of GetRepoSyncTask. */
export type Task = Readonly<Record<string, unknown>>;

const phases: Readonly<Record<string, TaskPhase>> = {
    PENDING: "waiting",
    SYNCHRONIZING: "running",
    SUCCESS: "done",
    ERROR: "failed",
    CANCELED: "failed",
};

/** A word that is not documented means a task that moves, unless its progress says that it has succeeded. */
function phaseOf({ TaskStatus, Progress }: Task): TaskPhase {
    const word = String(TaskStatus);
    return (Object.hasOwn(phases, word) && phases[word]) || (countOf(Progress) === 1 ? "done" : "running");
}

export function hasEnded(task: Task): boolean {
    return ["done", "failed"].includes(phaseOf(task));
}

/** When a task was created, in milliseconds since the epoch; undefined where it does not tell. */
export function madeAt({ CreateTime }: Task): number | undefined {
    const time = timeOf(CreateTime);
    return time === undefined ? undefined : Date.parse(time);
}

/** How a task is. ModifedTime is the cloud's older spelling; TaskIssue may be there on a task that did not fail. */
export function stateOf(task: Task): TaskState {
    const phase = phaseOf(task);
    const ended = phase === "done" || phase === "failed";
    return {
        phase,
        taskId: textOf(task.SyncTaskId),
        startedAt: timeOf(task.CreateTime),
        finishedAt: ended ? timeOf(task.ModifiedTime ?? task.ModifedTime) : undefined,
        ...(phase === "failed" ? failureOf(task) : {}),
    };
}

function failureOf({ TaskStatus, TaskIssue }: Task): Pick<TaskState, "issue" | "reason" | "passing"> {
    const issue = TaskStatus === "CANCELED" ? "CANCELED" : textOf(TaskIssue);
    return { issue, ...issueOf(issue) };
}

/** How a task is, with its layers: only GetRepoSyncTask tells them. */
export function detailOf(task: Task): TaskState {
    const layers = recordsOf(task.LayerTasks);
    if (layers.length === 0) {
        return stateOf(task);
    }
    const sum = (field: string) => layers.reduce((bytes, layer) => bytes + (countOf(layer[field]) ?? 0), 0);
    return {
        ...stateOf(task),
        layers: { done: layers.filter(({ TaskStatus }) => TaskStatus === "SUCCESS").length, total: layers.length },
        bytes: { done: sum("SyncedSize"), total: sum("Size") },
    };
}

/** The task that moves this copy now, the newest of several. */
export function movingTask(tasks: readonly Task[], spec: CloudImageSyncSpec, copy: Copy): Task | undefined {
    return tasks
        .filter((task) => ["PENDING", "SYNCHRONIZING"].includes(String(task.TaskStatus)) && isFor(task, spec, copy))
        .sort((one, other) => (madeAt(other) ?? 0) - (madeAt(one) ?? 0))
        .at(0);
}

function isFor(task: Task, { source, target }: CloudImageSyncSpec, copy: Copy): boolean {
    const from = {
        InstanceId: source.instanceId,
        RepoNamespaceName: source.namespace,
        RepoName: source.repository,
        ImageTag: copy.source,
    };
    const to = {
        RegionId: target.region,
        InstanceId: target.instanceId,
        RepoNamespaceName: target.namespace,
        RepoName: target.repository,
        ImageTag: copy.target,
    };
    return holds(task.ImageFrom, from) && holds(task.ImageTo, to);
}

function holds(address: unknown, wanted: Readonly<Record<string, string | undefined>>): boolean {
    return isRecord(address) && Object.entries(wanted).every(([field, value]) => address[field] === value);
}
