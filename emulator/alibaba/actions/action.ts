import type { CloudContext } from "../../types";
import type { AlibabaInstance, AlibabaStore } from "../model";
import { BusinessError } from "../wire/answers";
import type { Parameters, ParameterType } from "../wire/parameters";

/** One call that has passed the gateway. */
export interface ActionCall {
    /** UID of the caller's account. */
    readonly accountId: string;
    readonly parameters: Parameters;
    readonly store: AlibabaStore;
    readonly context: CloudContext;
}

/** An API action: what it takes, what it needs, what it does. */
export interface Action {
    readonly access: "read" | "write";
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
