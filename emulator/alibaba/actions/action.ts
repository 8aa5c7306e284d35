import type { CloudContext } from "../../types";
import type { AlibabaCredential } from "../accounts";
import type { AlibabaInstance, AlibabaRepository, AlibabaSyncTask } from "../model";
import type { AlibabaStore } from "../store";
import { BusinessError } from "../wire/answers";
import type { Parameters, ParameterType } from "../wire/parameters";

/** One call that has passed the gateway. */
export interface ActionCall {
    /** UID of the caller's account. */
    readonly accountId: string;
    /** What the caller has signed with. */
    readonly credential: AlibabaCredential;
    readonly parameters: Parameters;
    readonly store: AlibabaStore;
    readonly context: CloudContext;
}

/** An API action: what it takes, what it needs, what it does. */
export interface Action {
    readonly access: "read" | "write";
    /** The HTTP methods that it takes; GET and POST by default. */
    readonly methods?: readonly string[];
    readonly parameters: Readonly<Record<string, ParameterType>>;
    /**
     * @returns The fields of the answer, beside `Code`, `IsSuccess` and `RequestId`.
     * @throws GatewayError or BusinessError.
     */
    readonly handle: (call: ActionCall) => object;
}

/**
 * The instance that `InstanceId` names. Somebody else's does not exist, as far as the caller can see.
 * @throws BusinessError INSTANCE_NOT_EXIST.
 */
export function ownInstance({ accountId, parameters, store }: ActionCall): AlibabaInstance {
    const instance = store.instance(parameters.text("InstanceId"));
    if (instance === undefined || instance.accountId !== accountId) {
        throw new BusinessError("INSTANCE_NOT_EXIST");
    }
    return instance;
}

/**
 * The same, for actions that change something.
 * @throws BusinessError INSTANCE_NOT_EXIST, INSTANCE_STATUS_NOT_SUPPORT.
 */
export function runningInstance(call: ActionCall): AlibabaInstance {
    const instance = ownInstance(call);
    if (instance.status !== "RUNNING") {
        throw new BusinessError("INSTANCE_STATUS_NOT_SUPPORT");
    }
    return instance;
}

/**
 * The instance that `TargetInstanceId`, `TargetRegionId` and `TargetUserId` name together.
 * @throws BusinessError INSTANCE_NOT_EXIST.
 */
export function targetInstance({ accountId, parameters, store }: ActionCall): AlibabaInstance {
    const target = store.instance(parameters.text("TargetInstanceId"));
    const owner = parameters.text("TargetUserId") || accountId;
    if (target === undefined || target.accountId !== owner || target.regionId !== parameters.text("TargetRegionId")) {
        throw new BusinessError("INSTANCE_NOT_EXIST");
    }
    return target;
}

/**
 * The repository that `RepoId`, or else `RepoNamespaceName` and `RepoName`, name in the caller's instance.
 * @throws BusinessError INSTANCE_NOT_EXIST, REPO_NOT_EXIST.
 */
export function ownRepository(call: ActionCall): AlibabaRepository {
    const { parameters, store } = call;
    const instance = ownInstance(call);
    const id = parameters.text("RepoId");
    const repository =
        id === ""
            ? store.repository(instance.id, parameters.text("RepoNamespaceName"), parameters.text("RepoName"))
            : store.state.repositories.find((one) => one.instanceId === instance.id && one.id === id);
    if (repository === undefined) {
        throw new BusinessError("REPO_NOT_EXIST");
    }
    return repository;
}

/**
 * The task that `SyncTaskId` names, among those whose source is the caller's instance.
 * @throws BusinessError INSTANCE_NOT_EXIST, SYNC_TASK_NOT_EXIST.
 */
export function ownTask(call: ActionCall): AlibabaSyncTask {
    const instance = ownInstance(call);
    const task = call.store.state.tasks.find(
        ({ id, from }) => id === call.parameters.text("SyncTaskId") && from.instanceId === instance.id,
    );
    if (task === undefined) {
        throw new BusinessError("SYNC_TASK_NOT_EXIST");
    }
    return task;
}
