import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentExecution, TencentTask } from "../world";
import { action, isoTime, registryOf, type Action } from "./action";
import { byPage } from "./paging";

function isRunning(execution: TencentExecution, now: number): boolean {
    return execution.endsAt > now;
}

function describeExecution(execution: TencentExecution, now: number): Record<string, unknown> {
    const running = isRunning(execution, now);
    return {
        ExecutionID: execution.id,
        PolicyID: execution.ruleId,
        // The documented example writes an execution's status in lower case and a task's with a capital.
        Status: running ? "inprogress" : "succeed",
        Total: execution.tasks.length,
        Succeed: running ? 0 : execution.tasks.length,
        StartTime: isoTime(execution.startedAt),
        EndTime: running ? "" : isoTime(execution.endsAt),
    };
}

function describeTask(task: TencentTask, execution: TencentExecution, now: number): Record<string, unknown> {
    const running = isRunning(execution, now);
    return {
        ResourceType: task.tag.kind,
        SrcResource: `${task.sourceNamespace}/${task.repository}:[${task.tag.name}]`,
        DstResource: `${task.destinationNamespace}/${task.repository}:[${task.tag.name}]`,
        JobID: task.id,
        Status: running ? "InProgress" : "Succeed",
        StartTime: isoTime(execution.startedAt),
        EndTime: running ? "" : isoTime(execution.endsAt),
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
        const list = items.map((each) => describeExecution(each, call.now));
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
        const list = items.map((each) => describeTask(each, execution, call.now));
        return { TotalCount: total, ReplicationTaskList: orNull(list) };
    },
);

export const executionActions: Readonly<Record<string, Action>> = {
    DescribeReplicationExecutions: describeReplicationExecutions,
    DescribeReplicationTasks: describeReplicationTasks,
};
