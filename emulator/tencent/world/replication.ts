import { holdImage, imageOf, type NewTencentImage } from "../registry/images";
import { takes } from "./filters";
import { isImmutable } from "./immutability";
import { takePlan } from "./plans";
import type {
    TencentExecution,
    TencentNamespace,
    TencentRegistry,
    TencentRepository,
    TencentRule,
    TencentTag,
    TencentTask,
} from "./state";
import { splitPath, statusOf, type TencentStore } from "./store";

/** What happened to one tag of a source repository. */
interface TagEvent {
    readonly operation: "copy" | "delete";
    readonly namespace: string;
    readonly repository: string;
    readonly tag: TencentTag;
}

export function addNamespace(
    store: TencentStore,
    registryId: string,
    name: string,
    isPublic: boolean,
): TencentNamespace {
    const id = store.context.sequence("tencent-namespace");
    const namespace = { id, name, public: isPublic, createdAt: store.now(), repositories: [] };
    store.getRegistry(registryId).namespaces.push(namespace);
    store.changed();
    return namespace;
}

/** Adds `<namespace>/<repository>`, with the namespace where it is missing. */
export function addRepository(store: TencentStore, registryId: string, path: string): TencentRepository {
    const [namespace, name] = splitPath(path);
    const owner =
        store.getRegistry(registryId).namespaces.find((each) => each.name === namespace) ??
        addNamespace(store, registryId, namespace, false);
    const id = store.repositoryId();
    const repository: TencentRepository = { id, name, createdAt: store.now(), updatedAt: store.now(), tags: [] };
    owner.repositories.push(repository);
    store.changed();
    return repository;
}

/** Pushes a tag: replaces one of that name and fires the rules that take it. */
export function pushTag(
    store: TencentStore,
    registryId: string,
    path: string,
    tag: string,
    image: NewTencentImage,
): TencentTag {
    const [namespace, name] = splitPath(path);
    const repository = store.findRepository(registryId, path) ?? addRepository(store, registryId, path);
    const pushed: TencentTag = { ...imageOf(store, path, tag, image), name: tag, updatedAt: store.now() };
    holdImage(store, repository, pushed);
    repository.tags = [...repository.tags.filter((each) => each.name !== tag), pushed];
    repository.updatedAt = store.now();
    store.changed();
    fire(store, store.getRegistry(registryId), { operation: "copy", namespace, repository: name, tag: pushed });
    return pushed;
}

/** Deletes a tag where it exists; rules with `deletion` carry that on. */
export function removeTag(store: TencentStore, registryId: string, path: string, tag: string): void {
    const [namespace, name] = splitPath(path);
    const repository = store.findRepository(registryId, path);
    const gone = repository?.tags.find((each) => each.name === tag);
    if (repository === undefined || gone === undefined) {
        return;
    }
    repository.tags = repository.tags.filter((each) => each !== gone);
    store.changed();
    fire(store, store.getRegistry(registryId), { operation: "delete", namespace, repository: name, tag: gone });
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

/** What the console has planned for an execution of this tag. */
function planOf(store: TencentStore, tag: string): Pick<TencentExecution, "held" | "fate"> {
    const fate = takePlan(store.state, "execution", tag);
    if (fate === "failed" || fate === "vanish") {
        return { fate };
    }
    return fate === "held" ? { held: true } : {};
}

/** Starts an execution of every rule that takes the event's tag; each ends `executionSeconds` from now. */
function fire(store: TencentStore, registry: TencentRegistry, event: TagEvent): void {
    const startedAt = store.now();
    for (const rule of registry.rules.filter((each) => concerns(each, event))) {
        registry.executions.push({
            ...planOf(store, event.tag.name),
            id: store.context.sequence("tencent-execution"),
            ruleId: rule.id,
            startedAt,
            endsAt: startedAt + store.state.executionSeconds * 1000,
            tasks: [taskOf(rule, event, store.context.id(""))],
            landed: false,
        });
        store.changed();
    }
    settle(store);
}

function land(store: TencentStore, task: TencentTask): void {
    const destination = store.findRegistry(task.destinationRegistryId);
    if (destination === undefined) {
        return;
    }
    const path = `${task.destinationNamespace}/${task.repository}`;
    const present = store.findRepository(destination.id, path)?.tags.find((each) => each.name === task.tag.name);
    if (present !== undefined && isImmutable(store, destination.id, path, task.tag.name)) {
        return;
    }
    if (task.operation === "delete") {
        removeTag(store, destination.id, path, task.tag.name);
        return;
    }
    if (present === undefined || (task.override && present.digest !== task.tag.digest)) {
        pushTag(store, destination.id, path, task.tag.name, task.tag);
    }
}

/** Ends an execution. What it copies may fire rules of the destination in turn. */
function end(store: TencentStore, registry: TencentRegistry, execution: TencentExecution): void {
    execution.landed = true;
    store.changed();
    if (execution.fate === "vanish") {
        registry.executions = registry.executions.filter((each) => each !== execution);
    } else if (execution.fate === undefined) {
        execution.tasks.forEach((task) => land(store, task));
    }
}

/** Lets executions that have ended by now take effect. */
export function settle(store: TencentStore): void {
    for (const registry of store.state.registries) {
        for (const execution of registry.executions) {
            if (!execution.landed && statusOf(execution, store.now()) !== "running") {
                end(store, registry, execution);
            }
        }
    }
}

/** Lets held executions go: they end `executionSeconds` from now. */
export function release(store: TencentStore): void {
    for (const execution of store.state.registries.flatMap((each) => each.executions)) {
        if (execution.held === true) {
            delete execution.held;
            execution.endsAt = store.now() + store.state.executionSeconds * 1000;
            store.changed();
        }
    }
    settle(store);
}
