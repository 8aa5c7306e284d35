import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import type { AlibabaImageAddress, AlibabaSyncRule, AlibabaSyncTask, AlibabaTaskFate } from "../model";
import type { AlibabaStore } from "../store";

/** The share of a task's time that it waits for its turn. */
const PENDING_SHARE = 0.2;

/** What has to be said about a task that starts. */
export type NewTask = Pick<AlibabaSyncTask, "from" | "to" | "digest" | "override" | "trigger" | "batchId"> &
    Partial<Pick<AlibabaSyncTask, "ruleId" | "linkId">>;

/** Starts a task at a time, which may be in the past where another task's end brought it about. */
export function startTask(store: AlibabaStore, context: CloudContext, task: NewTask, at: number): AlibabaSyncTask {
    const { state } = store;
    const fate = takeFate(store, task.from.tag);
    const millis = state.syncSeconds * 1000;
    const started: AlibabaSyncTask = {
        ruleId: "",
        linkId: "",
        ...task,
        id: context.id("rst-"),
        crossUser: store.instance(task.from.instanceId)?.accountId !== store.instance(task.to.instanceId)?.accountId,
        createdAt: at,
        startsAt: at + Math.round(millis * PENDING_SHARE),
        endsAt: at + Math.round(millis),
        ...(fate !== undefined && { fate }),
    };
    state.tasks.push(started);
    context.changed();
    return started;
}

/** Where a rule copies one tag of its source to. */
export function targetOf(rule: AlibabaSyncRule, repository: string, tag: string): AlibabaImageAddress {
    return {
        regionId: rule.targetRegionId,
        instanceId: rule.targetInstanceId,
        namespace: rule.targetNamespace,
        repository: rule.scope === "REPO" ? rule.targetRepository : repository,
        tag,
    };
}

/** A fresh `SyncBatchTaskId`, in the form of a UUID. */
export function newBatchId(context: CloudContext): string {
    const hex = createHash("sha256")
        .update(`batch ${context.sequence("alibaba-batch")}`)
        .digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** Uses up one of what the console has planned for tasks of this tag. */
function takeFate({ state }: AlibabaStore, tag: string): AlibabaTaskFate | undefined {
    const plan = state.plans.find((candidate) => ["", tag].includes(candidate.tag));
    if (plan === undefined) {
        return undefined;
    }
    plan.times -= 1;
    state.plans = state.plans.filter(({ times }) => times > 0);
    return plan.fate;
}
