import type { CloudContext } from "../../types";
import { alibabaCredentials } from "../accounts";
import type { AlibabaInstance, AlibabaNamespace, AlibabaRepository, AlibabaTag } from "../model";
import type { AlibabaStore } from "../store";
import { holdImage, type NewAlibabaImage, pushImage } from "../sync/images";
import { setTag } from "../sync/push";
import { addRepository, settleTasks } from "../sync/settle";
import { absent, copies, found, removeOne } from "./lists";

/** The part of the console that is about instances and what is in them. */
export abstract class AlibabaRegistryConsole {
    constructor(
        protected readonly store: AlibabaStore,
        protected readonly context: CloudContext,
    ) {}

    /** Copies of all instances, in the order of their creation. */
    instances(): AlibabaInstance[] {
        return copies(this.store.state.instances, () => true);
    }

    /** @param instance - `accountId` defaults to the owner of the demo, `name` to the id, `status` to RUNNING. */
    addInstance(
        instance: Pick<AlibabaInstance, "id" | "regionId"> & Partial<Omit<AlibabaInstance, "createdAt">>,
    ): AlibabaInstance {
        absent(this.store.instance(instance.id), `instance ${instance.id}`);
        const defaults = { name: instance.id, accountId: alibabaCredentials.owner.accountId, status: "RUNNING" };
        const added: AlibabaInstance = { ...defaults, ...instance, createdAt: this.context.clock.now() };
        this.store.state.instances.push(added);
        this.context.changed();
        return { ...added };
    }

    /** Changes an instance in place; what `change` does not name stays. @throws Error where there is none */
    changeInstance(id: string, change: Partial<Pick<AlibabaInstance, "name" | "status">>): void {
        Object.assign(
            found(this.store.state.instances, (instance) => instance.id === id, `instance ${id}`),
            change,
        );
        this.context.changed();
    }

    /** Removes an instance with all that is in it, and the rules from and to it. */
    removeInstance(id: string): void {
        const { state } = this.store;
        state.namespaces = state.namespaces.filter(({ instanceId }) => instanceId !== id);
        state.repositories = state.repositories.filter(({ instanceId }) => instanceId !== id);
        state.rules = state.rules.filter(
            ({ instanceId, targetInstanceId }) => ![instanceId, targetInstanceId].includes(id),
        );
        this.remove(this.store.state.instances, (instance) => instance.id === id, `instance ${id}`);
    }

    /**
     * Closes the registry of an instance to the internet: ListInstanceEndpoint shows no domain, and every connection to
     * its host drops.
     */
    closeEndpoint(id: string): void {
        this.setClosed(id, true);
    }

    /** Takes `closeEndpoint` back. */
    openEndpoint(id: string): void {
        this.setClosed(id, false);
    }

    namespaces(instanceId: string): AlibabaNamespace[] {
        return copies(this.store.state.namespaces, (namespace) => namespace.instanceId === instanceId);
    }

    /** @param options - `autoCreateRepo` defaults to true. */
    addNamespace(instanceId: string, name: string, options: { autoCreateRepo?: boolean } = {}): AlibabaNamespace {
        found(this.store.state.instances, (instance) => instance.id === instanceId, `instance ${instanceId}`);
        absent(this.store.namespace(instanceId, name), `namespace ${name} in ${instanceId}`);
        const added = { id: this.context.id("crn-"), instanceId, name, autoCreateRepo: options.autoCreateRepo ?? true };
        this.store.state.namespaces.push(added);
        this.context.changed();
        return { ...added };
    }

    /** Removes a namespace with its repositories. Rules that name it stay. */
    removeNamespace(instanceId: string, name: string): void {
        const { state } = this.store;
        state.repositories = state.repositories.filter(
            (repository) => repository.instanceId !== instanceId || repository.namespace !== name,
        );
        const isIt = (namespace: AlibabaNamespace): boolean =>
            namespace.instanceId === instanceId && namespace.name === name;
        this.remove(state.namespaces, isIt, `namespace ${name} in ${instanceId}`);
    }

    /** Repositories of an instance, or of one of its namespaces, with their tags. */
    repositories(instanceId: string, namespace?: string): AlibabaRepository[] {
        settleTasks(this.store, this.context);
        return copies(
            this.store.state.repositories,
            (candidate) =>
                candidate.instanceId === instanceId && (namespace === undefined || candidate.namespace === namespace),
        );
    }

    addRepository(instanceId: string, namespace: string, name: string): AlibabaRepository {
        const label = `${namespace}/${name} in ${instanceId}`;
        if (this.store.namespace(instanceId, namespace) === undefined) {
            throw new Error(`no namespace for repository ${label}`);
        }
        absent(this.store.repository(instanceId, namespace, name), `repository ${label}`);
        const createdAt = this.context.clock.now();
        const added = addRepository(this.store, this.context, { instanceId, namespace, name, createdAt });
        return structuredClone(added);
    }

    removeRepository(instanceId: string, namespace: string, name: string): void {
        const isIt = (candidate: AlibabaRepository): boolean =>
            candidate.instanceId === instanceId && candidate.namespace === namespace && candidate.name === name;
        this.remove(this.store.state.repositories, isIt, `repository ${namespace}/${name} in ${instanceId}`);
    }

    /**
     * Pushes a tag into a repository that is there, as `docker push` would, and fires the automatic rules that take
     * it. A tag that is there already moves: unless `image` says otherwise, it gets an image that never was.
     * @param image - The default depends on namespace, repository and tag alone, so it is the same in each instance.
     */
    pushTag(instanceId: string, namespace: string, name: string, tag: string, image: NewAlibabaImage = {}): AlibabaTag {
        const repository = this.getRepository(instanceId, namespace, name);
        const isThere = repository.tags.some((other) => other.name === tag);
        const place = { path: `${namespace}/${name}`, tag, isThere };
        const { digest, signature } = pushImage(this.store, this.context, place, image);
        const pushed = setTag(this.store, this.context, repository, tag, digest, this.context.clock.now());
        if (signature !== undefined) {
            holdImage(this.context.content, repository.id, signature);
        }
        return { ...pushed };
    }

    /** Deletes a tag. What rules have copied of it stays. */
    removeTag(instanceId: string, namespace: string, name: string, tag: string): void {
        const repository = this.getRepository(instanceId, namespace, name);
        const gone = found(repository.tags, (other) => other.name === tag, `tag ${tag} in ${namespace}/${name}`);
        repository.tags = repository.tags.filter((other) => other !== gone);
        this.context.changed();
    }

    /** Switches tag immutability of a repository on (or off). It stops syncs alone: `pushTag` moves a tag all the same. */
    setImmutable(instanceId: string, namespace: string, name: string, immutable = true): void {
        this.getRepository(instanceId, namespace, name).immutable = immutable;
        this.context.changed();
    }

    private setClosed(id: string, isClosed: boolean): void {
        found(this.store.state.instances, (instance) => instance.id === id, `instance ${id}`).isClosed = isClosed;
        this.context.changed();
    }

    /** The repository as it is now: what has been copied until now is in it. */
    private getRepository(instanceId: string, namespace: string, name: string): AlibabaRepository {
        settleTasks(this.store, this.context);
        const repository = this.store.repository(instanceId, namespace, name);
        if (repository === undefined) {
            throw new Error(`no repository ${namespace}/${name} in ${instanceId}`);
        }
        return repository;
    }

    protected remove<T>(items: T[], isIt: (item: T) => boolean, label: string): void {
        removeOne(items, isIt, label);
        this.context.changed();
    }
}
