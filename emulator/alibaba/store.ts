import type { AlibabaInstance, AlibabaNamespace, AlibabaRepository, AlibabaState } from "./model";

/** Long enough to be seen moving, short enough to wait for. */
const DEFAULT_SYNC_SECONDS = 3;

/** The state with its look-ups. It is loaded as a whole, so nobody may keep a part of it. */
export class AlibabaStore {
    state: AlibabaState = emptyState();

    /** @throws TypeError for data that is not a state. */
    load(saved: unknown): void {
        if (!isState(saved)) {
            throw new TypeError("the part for alibaba is not a state of this emulator");
        }
        // A file of an earlier version knows neither tasks nor images.
        this.state = { ...emptyState(), ...saved };
    }

    instance(id: string): AlibabaInstance | undefined {
        return this.state.instances.find((instance) => instance.id === id);
    }

    namespace(instanceId: string, name: string): AlibabaNamespace | undefined {
        return this.state.namespaces.find(
            (namespace) => namespace.instanceId === instanceId && namespace.name === name,
        );
    }

    repository(instanceId: string, namespace: string, name: string): AlibabaRepository | undefined {
        return this.state.repositories.find(
            (repository) =>
                repository.instanceId === instanceId && repository.namespace === namespace && repository.name === name,
        );
    }
}

function emptyState(): AlibabaState {
    return {
        instances: [],
        namespaces: [],
        repositories: [],
        images: {},
        rules: [],
        tasks: [],
        plans: [],
        syncSeconds: DEFAULT_SYNC_SECONDS,
        disabledKeys: [],
    };
}

/** What every version has kept. */
type FirstParts = Pick<AlibabaState, "instances" | "namespaces" | "repositories" | "rules" | "disabledKeys">;

function isState(value: unknown): value is FirstParts & Partial<AlibabaState> {
    const parts: readonly (keyof FirstParts)[] = ["instances", "namespaces", "repositories", "rules", "disabledKeys"];
    return (
        typeof value === "object" &&
        value !== null &&
        parts.every((part) => Array.isArray((value as Partial<AlibabaState>)[part]))
    );
}
