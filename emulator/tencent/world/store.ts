import type { CloudContext } from "../../types";
import { demoState, emptyState } from "./demo";
import type { TencentExecution, TencentRegistry, TencentRepository, TencentState } from "./state";

/** Splits `<namespace>/<repository>`; the repository may hold more slashes. */
export function splitPath(path: string): [namespace: string, repository: string] {
    const slash = path.indexOf("/");
    if (slash <= 0 || slash === path.length - 1) {
        throw new Error(`"${path}" is not <namespace>/<repository>`);
    }
    return [path.slice(0, slash), path.slice(slash + 1)];
}

/** The state of one TCR and the look-ups in it; `get…` throws an Error where `find…` gives undefined. */
export class TencentStore {
    /** How long an execution of a rule runs, in seconds of the emulated clock. */
    executionSeconds = 0;
    state: TencentState;

    constructor(readonly context: CloudContext) {
        this.state = context.seed === false ? emptyState() : demoState(context);
    }

    now(): number {
        return this.context.clock.now();
    }

    changed(): void {
        this.context.changed();
    }

    findRegistry(id: string): TencentRegistry | undefined {
        return this.state.registries.find((each) => each.id === id);
    }

    getRegistry(id: string): TencentRegistry {
        return this.findRegistry(id) ?? fail(`no registry ${id}`);
    }

    findRepository(registryId: string, path: string): TencentRepository | undefined {
        const [namespace, name] = splitPath(path);
        return this.findRegistry(registryId)
            ?.namespaces.find((each) => each.name === namespace)
            ?.repositories.find((each) => each.name === name);
    }

    isRunning(execution: TencentExecution): boolean {
        return execution.endsAt > this.now();
    }

    save(): TencentState {
        return structuredClone(this.state);
    }

    /** @throws Error where this is not what `save` gave */
    load(state: unknown): void {
        const parts = Object.keys(emptyState());
        const isState = (given: unknown): given is TencentState =>
            typeof given === "object" &&
            given !== null &&
            parts.every((part) => Array.isArray((given as Record<string, unknown>)[part]));
        this.state = isState(state) ? structuredClone(state) : fail(`the state of tencent lacks ${parts.join(", ")}`);
    }
}

function fail(message: string): never {
    throw new Error(message);
}
