/** A registry instance. */
export interface AlibabaInstance {
    /** `cri-…`, unique over all regions and accounts. */
    readonly id: string;
    name: string;
    readonly regionId: string;
    /** UID of the account it belongs to. */
    readonly accountId: string;
    /** RUNNING answers everything; in every other state rules can be neither made nor removed. */
    status: string;
    readonly createdAt: number;
}

export interface AlibabaNamespace {
    /** `crn-…`. */
    readonly id: string;
    readonly instanceId: string;
    readonly name: string;
    /** Whether a push makes a repository that is not there. */
    autoCreateRepo: boolean;
}

/** One tag of a repository. */
export interface AlibabaTag {
    readonly name: string;
    /** 64 hexadecimal digits, without `sha256:`. */
    digest: string;
    sizeBytes: number;
    updatedAt: number;
}

export interface AlibabaRepository {
    /** `crr-…`. */
    readonly id: string;
    readonly instanceId: string;
    readonly namespace: string;
    readonly name: string;
    readonly createdAt: number;
    tags: AlibabaTag[];
}

/** A sync rule, as its source instance keeps it. "" stands for what was not given. */
export interface AlibabaSyncRule {
    /** `crsr-…`. */
    readonly id: string;
    name: string;
    scope: "REPO" | "NAMESPACE";
    trigger: "PASSIVE" | "INITIATIVE";
    instanceId: string;
    namespace: string;
    repository: string;
    repositoryFilter: string;
    tagFilter: string;
    targetRegionId: string;
    targetInstanceId: string;
    targetNamespace: string;
    targetRepository: string;
    linkId: string;
    /** Milliseconds since the epoch. */
    readonly createdAt: number;
    modifiedAt: number;
}

/** Everything that the cloud keeps. */
export interface AlibabaState {
    instances: AlibabaInstance[];
    namespaces: AlibabaNamespace[];
    repositories: AlibabaRepository[];
    rules: AlibabaSyncRule[];
    /** Access keys that are switched off. */
    disabledKeys: string[];
}

/** The state with its look-ups. It is loaded as a whole, so nobody may keep a part of it. */
export class AlibabaStore {
    state: AlibabaState = { instances: [], namespaces: [], repositories: [], rules: [], disabledKeys: [] };

    /** @throws TypeError for data that is not a state. */
    load(saved: unknown): void {
        if (!isState(saved)) {
            throw new TypeError("the part for alibaba is not a state of this emulator");
        }
        this.state = saved;
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

function isState(value: unknown): value is AlibabaState {
    const parts: readonly (keyof AlibabaState)[] = ["instances", "namespaces", "repositories", "rules", "disabledKeys"];
    return (
        typeof value === "object" &&
        value !== null &&
        parts.every((part) => Array.isArray((value as Partial<AlibabaState>)[part]))
    );
}
