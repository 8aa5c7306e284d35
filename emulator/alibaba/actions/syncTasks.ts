import type { AlibabaImageAddress, AlibabaInstance, AlibabaRepository, AlibabaSyncRule, AlibabaTag } from "../model";
import { takes } from "../sync/filters";
import { newBatchId, startTask, targetOf } from "../sync/start";
import { BusinessError, invalid } from "../wire/answers";
import { boolean, integer, optional, required } from "../wire/parameters";
import { type Action, type ActionCall, ownRepository, ownTask, runningInstance, targetInstance } from "./action";

export const CreateRepoSyncTask: Action = {
    access: "write",
    parameters: {
        InstanceId: required,
        RepoId: required,
        Tag: required,
        TargetRegionId: required,
        TargetInstanceId: required,
        TargetNamespace: required,
        TargetRepoName: required,
        TargetTag: required,
        TargetUserId: optional,
        Override: boolean,
    },
    handle: (call) => {
        const { parameters, store, context } = call;
        const image = sourceImage(call);
        const to = target(call);
        checkNamespace(call, to);
        if (sameImage(image.from, to)) {
            throw new BusinessError("SYNC_TARGET_INVALID");
        }
        const override = parameters.text("Override") === "true";
        const task = { ...image, to, override, trigger: "INITIATIVE", batchId: newBatchId(context) } as const;
        return { SyncTaskId: startTask(store, context, task, context.clock.now()).id };
    },
};

export const CreateRepoSyncTaskByRule: Action = {
    access: "write",
    parameters: { InstanceId: required, RepoId: required, SyncRuleId: required, Tag: required, Priority: integer },
    handle: (call) => {
        const { store, context } = call;
        checkPriority(call.parameters.integer("Priority"));
        const { from, digest } = sourceImage(call);
        const rule = manualRule(call, from);
        const to = targetOf(rule, from.repository, from.tag);
        checkNamespace(call, to);
        const task = {
            from,
            to,
            digest,
            override: true,
            trigger: rule.trigger,
            ruleId: rule.id,
            linkId: rule.linkId,
            batchId: newBatchId(context),
        };
        return { SyncTaskId: startTask(store, context, task, context.clock.now()).id };
    },
};

export const CancelRepoSyncTask: Action = {
    access: "write",
    parameters: { InstanceId: required, SyncTaskId: required },
    handle: (call) => {
        runningInstance(call);
        const task = ownTask(call);
        if (task.end !== undefined) {
            throw new BusinessError("SYNC_TASK_STATUS_NOT_SUPPORT");
        }
        task.end = { status: "CANCELED", issue: "", at: call.context.clock.now() };
        call.context.changed();
        return {};
    },
};

/** The image that `InstanceId`, `RepoId` and `Tag` name. */
function sourceImage(call: ActionCall): { from: AlibabaImageAddress; digest: string } {
    const instance = runningInstance(call);
    const repository = ownRepository(call);
    const tag = repository.tags.find(({ name }) => name === call.parameters.text("Tag"));
    if (tag === undefined) {
        throw new BusinessError("TAG_NOT_EXIST");
    }
    return { from: addressOf(instance, repository, tag), digest: tag.digest };
}

function addressOf(instance: AlibabaInstance, repository: AlibabaRepository, tag: AlibabaTag): AlibabaImageAddress {
    return {
        regionId: instance.regionId,
        instanceId: instance.id,
        namespace: repository.namespace,
        repository: repository.name,
        tag: tag.name,
    };
}

function target(call: ActionCall): AlibabaImageAddress {
    const { parameters } = call;
    const { id, regionId } = targetInstance(call);
    return {
        regionId,
        instanceId: id,
        namespace: parameters.text("TargetNamespace"),
        repository: parameters.text("TargetRepoName"),
        tag: parameters.text("TargetTag"),
    };
}

/** A repository that is missing, unlike a namespace, is found out by the task alone. */
function checkNamespace({ store }: ActionCall, { instanceId, namespace }: AlibabaImageAddress): void {
    const instance = store.instance(instanceId);
    if (instance === undefined) {
        throw new BusinessError("INSTANCE_NOT_EXIST");
    }
    if (instance.status !== "RUNNING") {
        throw new BusinessError("INSTANCE_STATUS_NOT_SUPPORT");
    }
    if (store.namespace(instanceId, namespace) === undefined) {
        throw new BusinessError("NAMESPACE_NOT_EXIST");
    }
}

function checkPriority(priority = 3): void {
    if (priority < 1 || priority > 5) {
        throw invalid("Priority");
    }
}

/** The rule that `SyncRuleId` names, if it is for manual tasks and takes this image. */
function manualRule({ parameters, store }: ActionCall, from: AlibabaImageAddress): AlibabaSyncRule {
    const rule = store.state.rules.find(
        ({ id, instanceId }) => id === parameters.text("SyncRuleId") && instanceId === from.instanceId,
    );
    if (rule === undefined) {
        throw new BusinessError("SYNC_RULE_NOT_EXIST");
    }
    if (rule.trigger !== "INITIATIVE") {
        throw new BusinessError("SYNC_RULE_TRIGGER_NOT_SUPPORT");
    }
    if (!takes(rule, from.namespace, from.repository, from.tag)) {
        throw new BusinessError("SYNC_RULE_NOT_MATCH");
    }
    return rule;
}

function sameImage(one: AlibabaImageAddress, other: AlibabaImageAddress): boolean {
    return (
        one.instanceId === other.instanceId &&
        one.namespace === other.namespace &&
        one.repository === other.repository &&
        one.tag === other.tag
    );
}
