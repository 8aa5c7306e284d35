import { createHash } from "node:crypto";
import type { CloudContext } from "../types";
import { alibabaCredentials } from "./accounts";
import type { AlibabaInstance, AlibabaNamespace, AlibabaRepository, AlibabaStore, AlibabaSyncRule } from "./model";

/** A rule to add out of band: what is left out is as CreateRepoSyncRule would default it. */
export type NewAlibabaRule = Pick<AlibabaSyncRule, "name" | "instanceId" | "namespace" | "targetInstanceId"> &
    Partial<Omit<AlibabaSyncRule, "id" | "createdAt" | "modifiedAt">>;

/** What can be changed about a rule out of band; the API itself has no update. */
export type AlibabaRuleChange = Partial<Omit<AlibabaSyncRule, "id" | "createdAt" | "modifiedAt">>;

/**
 * The console of the emulated cloud: looks at everything and changes anything, without keys, faults, or being counted
 * as a request. What it returns are copies. Every method throws an Error where what it names is not there, or is
 * there already.
 */
export class AlibabaWorld {
    constructor(
        private readonly store: AlibabaStore,
        private readonly context: CloudContext,
    ) {}

    /** Rules in the order of their creation: all, or those whose source is one instance. */
    rules(instanceId?: string): AlibabaSyncRule[] {
        return copies(this.store.state.rules, (rule) => instanceId === undefined || rule.instanceId === instanceId);
    }

    /** Adds a rule as it is. Nothing is validated: duplicates of a name, which the API refuses, can be made here. */
    addRule(rule: NewAlibabaRule): AlibabaSyncRule {
        const now = this.context.clock.now();
        const added: AlibabaSyncRule = {
            scope: rule.repository === undefined ? "NAMESPACE" : "REPO",
            trigger: "PASSIVE",
            repository: "",
            repositoryFilter: "",
            tagFilter: ".*",
            targetRegionId: this.store.instance(rule.targetInstanceId)?.regionId ?? "",
            targetNamespace: rule.namespace,
            targetRepository: rule.repository ?? "",
            linkId: "",
            ...rule,
            id: this.context.id("crsr-"),
            createdAt: now,
            modifiedAt: now,
        };
        this.store.state.rules.push(added);
        this.context.changed();
        return { ...added };
    }

    /** Changes fields of a rule in place. */
    changeRule(id: string, change: AlibabaRuleChange): AlibabaSyncRule {
        const rule = found(this.store.state.rules, (candidate) => candidate.id === id, `rule ${id}`);
        Object.assign(rule, change, { modifiedAt: this.context.clock.now() });
        this.context.changed();
        return { ...rule };
    }

    removeRule(id: string): void {
        this.remove("rules", (rule) => rule.id === id, `rule ${id}`);
    }

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
        this.remove("instances", (instance) => instance.id === id, `instance ${id}`);
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
        this.remove("namespaces", isIt, `namespace ${name} in ${instanceId}`);
    }

    /** Repositories of an instance, or of one of its namespaces. */
    repositories(instanceId: string, namespace?: string): AlibabaRepository[] {
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
        const added: AlibabaRepository = {
            id: this.context.id("crr-"),
            instanceId,
            namespace,
            name,
            createdAt,
            tags: [],
        };
        this.store.state.repositories.push(added);
        this.context.changed();
        return structuredClone(added);
    }

    removeRepository(instanceId: string, namespace: string, name: string): void {
        const isIt = (candidate: AlibabaRepository): boolean =>
            candidate.instanceId === instanceId && candidate.namespace === namespace && candidate.name === name;
        this.remove("repositories", isIt, `repository ${namespace}/${name} in ${instanceId}`);
    }

    /**
     * Sets a tag of a repository that is there.
     * @param digest - 64 hexadecimal digits; the default depends on namespace, repository and tag alone.
     */
    pushTag(instanceId: string, namespace: string, name: string, tag: string, digest?: string): void {
        const label = `${namespace}/${name}`;
        const repository = this.store.repository(instanceId, namespace, name);
        if (repository === undefined) {
            throw new Error(`no repository ${label} in ${instanceId}`);
        }
        const pushed = {
            name: tag,
            digest: digest ?? createHash("sha256").update(`${label}:${tag}`).digest("hex"),
            sizeBytes: 20_000_000 + 1000 * tag.length,
            updatedAt: this.context.clock.now(),
        };
        repository.tags = [...repository.tags.filter((other) => other.name !== tag), pushed];
        this.context.changed();
    }

    /** Switches an access key off, as after a rotation. */
    disableKey(accessKey: string): void {
        this.enableKey(accessKey);
        this.store.state.disabledKeys.push(accessKey);
        this.context.changed();
    }

    enableKey(accessKey: string): void {
        const { state } = this.store;
        state.disabledKeys = state.disabledKeys.filter((other) => other !== accessKey);
        this.context.changed();
    }

    private remove<K extends "instances" | "namespaces" | "repositories" | "rules">(
        part: K,
        isIt: (item: AlibabaStore["state"][K][number]) => boolean,
        label: string,
    ): void {
        const items: AlibabaStore["state"][K][number][] = this.store.state[part];
        items.splice(items.indexOf(found(items, isIt, label)), 1);
        this.context.changed();
    }
}

function copies<T>(items: readonly T[], wanted: (item: T) => boolean): T[] {
    return structuredClone(items.filter(wanted));
}

function found<T>(items: readonly T[], isIt: (item: T) => boolean, label: string): T {
    const item = items.find(isIt);
    if (item === undefined) {
        throw new Error(`no ${label}`);
    }
    return item;
}

function absent(item: unknown, label: string): void {
    if (item !== undefined) {
        throw new Error(`${label} is there already`);
    }
}
