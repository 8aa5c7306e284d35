import type { CloudContext } from "../../types";
import type { AlibabaRepository, AlibabaSyncTask, AlibabaTaskEnd } from "../model";
import type { AlibabaStore } from "../store";
import { setTag } from "./push";

/**
 * Lets every task that is over by now take effect, in the order in which they end: what one brings may fire a rule of
 * its target, whose task may be over by now too.
 */
export function settleTasks(store: AlibabaStore, context: CloudContext): void {
    const now = context.clock.now();
    for (let due = nextDue(store, now); due !== undefined; due = nextDue(store, now)) {
        conclude(store, context, due);
        context.changed();
    }
}

function nextDue({ state }: AlibabaStore, now: number): AlibabaSyncTask | undefined {
    let next: AlibabaSyncTask | undefined;
    for (const task of state.tasks) {
        const isDue = task.end === undefined && task.fate?.kind !== "held" && task.endsAt <= now;
        if (isDue && (next === undefined || task.endsAt < next.endsAt)) {
            next = task;
        }
    }
    return next;
}

function conclude(store: AlibabaStore, context: CloudContext, task: AlibabaSyncTask): void {
    const { fate, endsAt: at } = task;
    switch (fate?.kind) {
        case "vanishes":
            store.state.tasks = store.state.tasks.filter((other) => other !== task);
            return;
        case "issue":
            task.end = { status: "ERROR", issue: fate.issue, at };
            return;
        default:
            task.end = land(store, context, task);
    }
}

/** Tags the image in the target, or says why not. A tag that has its digest already stays as it is. */
function land(store: AlibabaStore, context: CloudContext, task: AlibabaSyncTask): AlibabaTaskEnd {
    const { to, digest, override, endsAt: at } = task;
    const repository = targetRepository(store, context, task);
    if (repository === undefined) {
        return { status: "ERROR", issue: "INTERNAL_ERROR", at };
    }
    const present = repository.tags.find((tag) => tag.name === to.tag);
    if (present?.digest !== digest) {
        if (present !== undefined && (repository.immutable === true || !override)) {
            return { status: "ERROR", issue: "TAG_CONFLICT", at };
        }
        setTag(store, context, repository, to.tag, digest, at);
    }
    return { status: "SUCCESS", issue: "", at };
}

/** The target's repository, made where its namespace makes them by itself; undefined where there can be none. */
function targetRepository(
    store: AlibabaStore,
    context: CloudContext,
    { to, endsAt }: AlibabaSyncTask,
): AlibabaRepository | undefined {
    const { instanceId, namespace, repository: name } = to;
    if (store.instance(instanceId)?.status !== "RUNNING") {
        return undefined;
    }
    const present = store.repository(instanceId, namespace, name);
    if (present !== undefined || store.namespace(instanceId, namespace)?.autoCreateRepo !== true) {
        return present;
    }
    return addRepository(store, context, { instanceId, namespace, name, createdAt: endsAt });
}

/** Makes an empty repository. */
export function addRepository(
    store: AlibabaStore,
    context: CloudContext,
    repository: Pick<AlibabaRepository, "instanceId" | "namespace" | "name" | "createdAt">,
): AlibabaRepository {
    const added = { ...repository, id: context.id("crr-"), tags: [] };
    store.state.repositories.push(added);
    context.changed();
    return added;
}
