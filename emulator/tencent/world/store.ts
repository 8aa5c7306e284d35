import type { CloudContext } from "../../types";
import { demoState, emptyState } from "./demo";
import type {
    TencentExecution,
    TencentExecutionStatus,
    TencentRegistry,
    TencentRepository,
    TencentState,
} from "./state";

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

    /** An id for a new repository. */
    repositoryId(): string {
        return `tencent-repository-${this.context.sequence("tencent-repository")}`;
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

    /** The living state: copying it at every change would cost more than the change. */
    save(): TencentState {
        return this.state;
    }

    /** @throws Error where this is not what `save` gave; a state of before may lack what came later */
    load(state: unknown): void {
        this.state = isState(state)
            ? structuredClone({ ...emptyState(), ...state })
            : fail(`the state of tencent lacks ${parts.join(", ")}`);
        this.nameRepositories();
    }

    /** Gives ids to the repositories of a state from before they had any. */
    private nameRepositories(): void {
        for (const namespace of this.state.registries.flatMap((each) => each.namespaces)) {
            namespace.repositories = namespace.repositories.map((each: Partial<TencentRepository>) => ({
                ...(each as TencentRepository),
                id: each.id ?? this.repositoryId(),
            }));
        }
    }
}

/** What every state of a TCR has had from the start. */
const parts = ["registries", "grants", "disabledKeys"] as const;

function isState(state: unknown): state is Pick<TencentState, (typeof parts)[number]> {
    return (
        typeof state === "object" &&
        state !== null &&
        parts.every((part) => Array.isArray((state as Record<string, unknown>)[part]))
    );
}

/** What an execution is at a time; those that are due by then must have been settled. */
export function statusOf(execution: TencentExecution, now: number): TencentExecutionStatus {
    if (execution.held === true || execution.endsAt > now) {
        return "running";
    }
    return execution.fate === "failed" ? "failed" : "succeeded";
}

function fail(message: string): never {
    throw new Error(message);
}
