import { takes } from "./filters";
import type { TencentExecution, TencentRegistry, TencentRule, TencentTag, TencentTask } from "./state";
import type { TencentWorld } from "./index";

/** What happened to one tag of a source repository. */
export interface TagEvent {
    readonly operation: "copy" | "delete";
    readonly namespace: string;
    readonly repository: string;
    readonly tag: TencentTag;
}

function concerns(rule: TencentRule, event: TagEvent): boolean {
    return (
        rule.enabled &&
        (event.operation === "copy" || rule.deletion) &&
        takes(rule, `${event.namespace}/${event.repository}`, event.tag.name, event.tag.kind)
    );
}

function taskOf(rule: TencentRule, event: TagEvent, id: string): TencentTask {
    return {
        id,
        operation: event.operation,
        sourceNamespace: event.namespace,
        destinationNamespace: rule.destinationNamespace === "" ? event.namespace : rule.destinationNamespace,
        repository: event.repository,
        destinationRegistryId: rule.destinationRegistryId,
        override: rule.override,
        tag: event.tag,
    };
}

/** Starts an execution of every rule that takes the event's tag; each ends `executionSeconds` from now. */
export function fire(world: TencentWorld, registry: TencentRegistry, event: TagEvent): void {
    const now = world.now();
    for (const rule of registry.rules.filter((each) => concerns(each, event))) {
        const execution: TencentExecution = {
            id: world.sequence("tencent-execution"),
            ruleId: rule.id,
            startedAt: now,
            endsAt: now + world.executionSeconds * 1000,
            tasks: [taskOf(rule, event, world.newId(""))],
            landed: false,
        };
        registry.executions.push(execution);
    }
    settle(world);
}

function land(world: TencentWorld, task: TencentTask): void {
    const destination = world.findRegistry(task.destinationRegistryId);
    if (destination === undefined) {
        return;
    }
    const path = `${task.destinationNamespace}/${task.repository}`;
    if (task.operation === "delete") {
        world.removeTag(destination.id, path, task.tag.name);
        return;
    }
    const present = world.findTag(destination.id, path, task.tag.name);
    if (present === undefined || (task.override && present.digest !== task.tag.digest)) {
        world.push(destination.id, path, task.tag.name, task.tag);
    }
}

/** Lets executions that have ended by now take effect. What they copy may fire rules of the destination in turn. */
export function settle(world: TencentWorld): void {
    for (const registry of world.registries) {
        for (const execution of registry.executions.filter((each) => !each.landed && each.endsAt <= world.now())) {
            execution.landed = true;
            execution.tasks.forEach((task) => land(world, task));
            world.changed();
        }
    }
}
