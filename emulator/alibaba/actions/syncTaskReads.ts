import { createHash } from "node:crypto";
import type { AlibabaImageAddress, AlibabaSyncTask } from "../model";
import { layersOf } from "../sync/images";
import { type LayerProgress, progressOf, statusOf } from "../sync/progress";
import { optional, required } from "../wire/parameters";
import { type Action, ownInstance, ownTask } from "./action";
import { page, pageParameters } from "./paging";

export const GetRepoSyncTask: Action = {
    access: "read",
    parameters: { InstanceId: required, SyncTaskId: required },
    handle: (call) => {
        const { store, context } = call;
        const task = ownTask(call);
        const { status, syncedBytes, layers } = progressOf(
            task,
            layersOf(store, context.content, task.digest),
            context.clock.now(),
        );
        return {
            ...described(task),
            TaskStatus: status,
            Progress: status === "SUCCESS" ? 1 : 0,
            SyncedSize: syncedBytes,
            LayerTasks: layers.map((layer) => layerTask(task, layer)),
        };
    },
};

export const ListRepoSyncTask: Action = {
    access: "read",
    parameters: {
        InstanceId: required,
        RepoNamespaceName: optional,
        RepoName: optional,
        Tag: optional,
        SyncRecordId: optional,
        ...pageParameters,
    },
    handle: (call) => {
        const { parameters, store, context } = call;
        const instance = ownInstance(call);
        const matches = (name: string, value: string): boolean => ["", value].includes(parameters.text(name));
        const tasks = store.state.tasks.filter(
            ({ from, batchId }) =>
                from.instanceId === instance.id &&
                matches("RepoNamespaceName", from.namespace) &&
                matches("RepoName", from.repository) &&
                matches("Tag", from.tag) &&
                matches("SyncRecordId", batchId),
        );
        const { items, fields, total } = page(tasks.reverse(), parameters);
        const now = context.clock.now();
        return { ...fields, TotalCount: String(total), SyncTasks: items.map((task) => listed(task, now)) };
    },
};

/** What both reads tell. */
function described(task: AlibabaSyncTask): object {
    return {
        SyncTaskId: task.id,
        SyncBatchTaskId: task.batchId,
        SyncRuleId: task.ruleId,
        TaskTrigger: task.trigger,
        TaskIssue: task.end?.issue ?? "",
        CrossUser: task.crossUser,
        SyncTransAccelerate: false,
        ImageFrom: address(task.from),
        ImageTo: address(task.to),
    };
}

function listed(task: AlibabaSyncTask, now: number): object {
    const { status, since } = statusOf(task, now);
    return {
        ...described(task),
        TaskStatus: status,
        CreateTime: task.createdAt,
        ModifiedTime: since,
        // The cloud's own misspelling, which it keeps beside the right one.
        ModifedTime: since,
        CustomLink: task.linkId !== "",
        LinkId: task.linkId,
    };
}

function address({ regionId, instanceId, namespace, repository, tag }: AlibabaImageAddress): object {
    return {
        RegionId: regionId,
        InstanceId: instanceId,
        RepoNamespaceName: namespace,
        RepoName: repository,
        ImageTag: tag,
    };
}

/** Digests have their `sha256:` here, unlike in the lists of tags. */
function layerTask(task: AlibabaSyncTask, { layer, status, syncedBytes }: LayerProgress): object {
    const id = createHash("sha256").update(`${task.id} ${layer.digest}`).digest("hex").slice(0, 16);
    return {
        SyncLayerTaskId: `rslt-${id}`,
        ArtifactDigest: `sha256:${task.digest}`,
        Digest: `sha256:${layer.digest}`,
        Size: layer.sizeBytes,
        SyncedSize: syncedBytes,
        TaskStatus: status,
    };
}
