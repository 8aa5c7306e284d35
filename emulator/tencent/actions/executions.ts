import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentExecutionView, TencentTask } from "../world";
import { action, isoTime, registryOf, type Action } from "./action";
import { byPage } from "./paging";

/** The documented example writes an execution's status in lower case and a task's with a capital. */
const executionStatus = { running: "inprogress", succeeded: "succeed", failed: "failed" } as const;
const taskStatus = { running: "InProgress", succeeded: "Succeed", failed: "Failed" } as const;

function endTime({ status, endsAt }: TencentExecutionView): string {
    return status === "running" ? "" : isoTime(endsAt);
}

function describeExecution(execution: TencentExecutionView): Record<string, unknown> {
    return {
        ExecutionID: execution.id,
        PolicyID: execution.ruleId,
        Status: executionStatus[execution.status],
        Total: execution.tasks.length,
        Succeed: execution.status === "succeeded" ? execution.tasks.length : 0,
        StartTime: isoTime(execution.startedAt),
        EndTime: endTime(execution),
    };
}

function describeTask(task: TencentTask, execution: TencentExecutionView): Record<string, unknown> {
    return {
        ResourceType: task.tag.kind,
        SrcResource: `${task.sourceNamespace}/${task.repository}:[${task.tag.name}]`,
        DstResource: `${task.destinationNamespace}/${task.repository}:[${task.tag.name}]`,
        JobID: task.id,
        Status: taskStatus[execution.status],
        StartTime: isoTime(execution.startedAt),
        EndTime: endTime(execution),
    };
}

function orNull(items: readonly unknown[]): readonly unknown[] | null {
    return items.length === 0 ? null : items;
}

const describeReplicationExecutions = action(
    "read",
    z.strictObject({
        RegistryId: z.string(),
        PolicyId: z.int().optional(),
        ReplicationInstanceId: z.string().optional(),
        Page: z.int().optional(),
        PageSize: z.int().optional(),
    }),
    (input, call) => {
        const registry = registryOf(input.RegistryId, call);
        // A replica's log (ReplicationInstanceId) holds no run of a rule.
        const runs = input.ReplicationInstanceId === undefined ? call.world.executions(registry.id) : [];
        const wanted = runs.filter((each) => input.PolicyId === undefined || each.ruleId === input.PolicyId);
        const { items, total } = byPage(wanted.toReversed(), input);
        const list = items.map((each) => describeExecution(each));
        return { TotalCount: total, ReplicationExecutionList: orNull(list) };
    },
);

const describeReplicationTasks = action(
    "read",
    z.strictObject({
        RegistryId: z.string(),
        ExecutionId: z.int(),
        Page: z.int().optional(),
        PageSize: z.int().optional(),
    }),
    (input, call) => {
        const registry = registryOf(input.RegistryId, call);
        const execution = call.world.executions(registry.id).find((each) => each.id === input.ExecutionId);
        if (execution === undefined) {
            const message = `The execution ${input.ExecutionId} does not exist`;
            throw new TencentError("ResourceNotFound.TcrResourceNotFound", message);
        }
        const { items, total } = byPage(execution.tasks, input);
        const list = items.map((each) => describeTask(each, execution));
        return { TotalCount: total, ReplicationTaskList: orNull(list) };
    },
);

export const executionActions: Readonly<Record<string, Action>> = {
    DescribeReplicationExecutions: describeReplicationExecutions,
    DescribeReplicationTasks: describeReplicationTasks,
};
