import { ownerUin } from "../credentials";
import { ImageConsole } from "./imageConsole";
import { addNamespace } from "./replication";
import type { TencentNamespace, TencentRegistry } from "./state";

/** What `addRegistry` takes. Defaults: the main account, a fresh id, the id as name, premium, Running. */
export type NewTencentRegistry = Pick<TencentRegistry, "region"> &
    Partial<Pick<TencentRegistry, "uin" | "id" | "name" | "type" | "status">>;

/** The part of the console that is about registries, their public access and their namespaces. */
export class RegistryConsole extends ImageConsole {
    registries(): readonly TencentRegistry[] {
        return this.store.state.registries;
    }

    findRegistry(id: string): TencentRegistry | undefined {
        return this.store.findRegistry(id);
    }

    /** Adds a registry without namespaces. */
    addRegistry(settings: NewTencentRegistry): TencentRegistry {
        const id = settings.id ?? this.store.context.id("tcr-");
        const registry: TencentRegistry = {
            uin: ownerUin,
            name: id,
            type: "premium",
            status: "Running",
            ...settings,
            id,
            createdAt: this.store.now(),
            namespaces: [],
            rules: [],
            executions: [],
        };
        this.store.state.registries.push(registry);
        this.store.changed();
        return registry;
    }

    /** Changes a registry in place; what `changes` does not name stays. */
    changeRegistry(id: string, changes: Partial<Pick<TencentRegistry, "type" | "status">>): void {
        Object.assign(this.store.getRegistry(id), changes);
        this.store.changed();
    }

    /** Removes a registry with everything in it; rules of other registries that copy to it stay. */
    removeRegistry(id: string): void {
        const { state } = this.store;
        state.registries = state.registries.filter((each) => each.id !== id);
        this.store.changed();
    }

    /**
     * Where the OCI registry is, `127.0.0.1:<port>`: what DescribeInstances tells as PublicDomain.
     * @throws Error for a registry that has just been added: it listens from the next request on
     */
    registryHost(id: string): string {
        return this.store.context.hosts.host(id);
    }

    /**
     * Closes the registry to the public network: DescribeExternalEndpointStatus says so, and its host refuses every
     * request. The domain stays.
     */
    closeEndpoint(id: string): void {
        this.store.getRegistry(id).publicAccess = "Closed";
        this.store.changed();
    }

    /** Takes `closeEndpoint` back. */
    openEndpoint(id: string): void {
        this.store.getRegistry(id).publicAccess = "Opened";
        this.store.changed();
    }

    namespaces(registryId: string): readonly TencentNamespace[] {
        return this.store.getRegistry(registryId).namespaces;
    }

    /** @param isPublic - whether anybody may pull from it; default: false */
    addNamespace(registryId: string, name: string, isPublic = false): TencentNamespace {
        return addNamespace(this.store, registryId, name, isPublic);
    }

    /** Removes a namespace with everything in it; one that is absent is no error. */
    removeNamespace(registryId: string, name: string): void {
        const registry = this.store.getRegistry(registryId);
        registry.namespaces = registry.namespaces.filter((each) => each.name !== name);
        this.store.changed();
    }
}
