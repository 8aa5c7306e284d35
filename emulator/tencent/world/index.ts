import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import { demoState } from "./demo";
import { fire, settle } from "./replication";
import type {
    TencentExecution,
    TencentIssuedGrant,
    TencentNamespace,
    TencentRegistry,
    TencentRepository,
    TencentRule,
    TencentRuleSettings,
    TencentState,
    TencentTag,
} from "./state";

export type * from "./state";

/** What `addRegistry` takes. Defaults: a fresh id, the id as name, premium, Running. */
export interface NewTencentRegistry {
    readonly region: string;
    readonly uin: string;
    readonly id?: string;
    readonly name?: string;
    readonly type?: TencentRegistry["type"];
    readonly status?: string;
}

/** A rule as the console takes it: no filter but the name's is needed, and the name need not be unique. */
export type NewTencentRule = Pick<TencentRuleSettings, "name" | "destinationRegistryId" | "filters"> &
    Partial<TencentRuleSettings>;

/** What a push carries; the digest defaults to one made from repository and tag. */
export type NewTencentImage = Partial<Pick<TencentTag, "digest" | "sizeBytes" | "kind">>;

function splitPath(path: string): [namespace: string, repository: string] {
    const slash = path.indexOf("/");
    if (slash <= 0 || slash === path.length - 1) {
        throw new Error(`"${path}" is not <namespace>/<repository>`);
    }
    return [path.slice(0, slash), path.slice(slash + 1)];
}

/**
 * The console of the emulated TCR: everything that happens beside the API. Acts at once and without rights; throws
 * an Error where the thing it works on does not exist. Lists are the live state: read them, change them by methods.
 */
export class TencentWorld {
    /** How long an execution of a rule runs, in seconds of the emulated clock. Default 0: done at once. */
    executionSeconds = 0;
    /** The most rules a source registry takes by API. Default: no limit. */
    ruleQuota = Infinity;
    /** Whether calls beyond the published rates are throttled; see `enforceRateLimits`. */
    rateLimited = false;
    private state: TencentState;

    constructor(private readonly context: CloudContext) {
        this.state = demoState(context);
    }

    get registries(): readonly TencentRegistry[] {
        return this.state.registries;
    }

    get grants(): readonly TencentIssuedGrant[] {
        return this.state.grants;
    }

    findRegistry(id: string): TencentRegistry | undefined {
        return this.state.registries.find((each) => each.id === id);
    }

    getRegistry(id: string): TencentRegistry {
        return this.findRegistry(id) ?? fail(`no registry ${id}`);
    }

    addRegistry(settings: NewTencentRegistry): TencentRegistry {
        const id = settings.id ?? this.context.id("tcr-");
        const registry: TencentRegistry = {
            id,
            uin: settings.uin,
            name: settings.name ?? id,
            region: settings.region,
            type: settings.type ?? "premium",
            status: settings.status ?? "Running",
            createdAt: this.now(),
            namespaces: [],
            rules: [],
            executions: [],
        };
        this.state.registries.push(registry);
        this.changed();
        return registry;
    }

    changeRegistry(id: string, changes: Partial<Pick<TencentRegistry, "type" | "status">>): void {
        Object.assign(this.getRegistry(id), changes);
        this.changed();
    }

    removeRegistry(id: string): void {
        this.state.registries = this.state.registries.filter((each) => each !== this.getRegistry(id));
        this.changed();
    }

    addNamespace(registryId: string, name: string, isPublic = false): TencentNamespace {
        const registry = this.getRegistry(registryId);
        const namespace: TencentNamespace = {
            id: this.sequence("tencent-namespace"),
            name,
            public: isPublic,
            createdAt: this.now(),
            repositories: [],
        };
        registry.namespaces.push(namespace);
        this.changed();
        return namespace;
    }

    removeNamespace(registryId: string, name: string): void {
        const registry = this.getRegistry(registryId);
        registry.namespaces = registry.namespaces.filter((each) => each.name !== name);
        this.changed();
    }

    findRepository(registryId: string, path: string): TencentRepository | undefined {
        const [namespace, name] = splitPath(path);
        return this.findRegistry(registryId)
            ?.namespaces.find((each) => each.name === namespace)
            ?.repositories.find((each) => each.name === name);
    }

    /** Adds `<namespace>/<repository>`, with the namespace where it is missing. */
    addRepository(registryId: string, path: string): TencentRepository {
        const [namespace, name] = splitPath(path);
        const owner =
            this.getRegistry(registryId).namespaces.find((each) => each.name === namespace) ??
            this.addNamespace(registryId, namespace);
        const repository: TencentRepository = { name, createdAt: this.now(), updatedAt: this.now(), tags: [] };
        owner.repositories.push(repository);
        this.changed();
        return repository;
    }

    removeRepository(registryId: string, path: string): void {
        const [namespace, name] = splitPath(path);
        for (const owner of this.getRegistry(registryId).namespaces.filter((each) => each.name === namespace)) {
            owner.repositories = owner.repositories.filter((each) => each.name !== name);
        }
        this.changed();
    }

    findTag(registryId: string, path: string, tag: string): TencentTag | undefined {
        return this.findRepository(registryId, path)?.tags.find((each) => each.name === tag);
    }

    /** Pushes a tag, as `docker push` would: replaces one of that name and fires the rules that take it. */
    push(registryId: string, path: string, tag: string, image: NewTencentImage = {}): TencentTag {
        const [namespace, name] = splitPath(path);
        const repository = this.findRepository(registryId, path) ?? this.addRepository(registryId, path);
        const pushed: TencentTag = {
            name: tag,
            digest: image.digest ?? `sha256:${createHash("sha256").update(`${path}:${tag}`).digest("hex")}`,
            sizeBytes: image.sizeBytes ?? 1_048_576,
            kind: image.kind ?? "image",
            updatedAt: this.now(),
        };
        repository.tags = [...repository.tags.filter((each) => each.name !== tag), pushed];
        repository.updatedAt = this.now();
        this.changed();
        fire(this, this.getRegistry(registryId), { operation: "copy", namespace, repository: name, tag: pushed });
        return pushed;
    }

    /** Deletes a tag where it exists; rules with `deletion` carry that on. */
    removeTag(registryId: string, path: string, tag: string): void {
        const [namespace, name] = splitPath(path);
        const repository = this.findRepository(registryId, path);
        const gone = repository?.tags.find((each) => each.name === tag);
        if (repository === undefined || gone === undefined) {
            return;
        }
        repository.tags = repository.tags.filter((each) => each !== gone);
        this.changed();
        fire(this, this.getRegistry(registryId), { operation: "delete", namespace, repository: name, tag: gone });
    }

    rules(registryId: string): readonly TencentRule[] {
        return this.getRegistry(registryId).rules;
    }

    findRule(registryId: string, name: string): TencentRule | undefined {
        return this.rules(registryId).find((each) => each.name === name);
    }

    addRule(registryId: string, settings: NewTencentRule): TencentRule {
        const rule: TencentRule = {
            description: "",
            override: false,
            deletion: false,
            enabled: true,
            destinationNamespace: "",
            ...settings,
            id: this.sequence("tencent-rule"),
            createdAt: this.now(),
            updatedAt: this.now(),
        };
        this.getRegistry(registryId).rules.push(rule);
        this.changed();
        return rule;
    }

    /** Changes every rule of that name; nothing else than `changes` moves, but the time of the update. */
    changeRule(registryId: string, name: string, changes: Partial<TencentRuleSettings>): void {
        const registry = this.getRegistry(registryId);
        if (this.findRule(registryId, name) === undefined) {
            fail(`no rule ${name} in ${registryId}`);
        }
        registry.rules = registry.rules.map((each) =>
            each.name === name ? { ...each, ...changes, updatedAt: this.now() } : each,
        );
        this.changed();
    }

    /** Removes every rule of that name; one that is absent is no error. */
    removeRule(registryId: string, name: string): void {
        const registry = this.getRegistry(registryId);
        registry.rules = registry.rules.filter((each) => each.name !== name);
        this.changed();
    }

    /** The runs of a registry's rules, oldest first; those that have ended by now have taken effect. */
    executions(registryId: string): readonly TencentExecution[] {
        settle(this);
        return this.getRegistry(registryId).executions;
    }

    /** Issues a long-term token of a registry, to be handed to another account. */
    addGrant(registryId: string, token: string): void {
        this.state.grants.push({ uin: this.getRegistry(registryId).uin, registryId, token });
        this.changed();
    }

    removeGrant(token: string): void {
        this.state.grants = this.state.grants.filter((each) => each.token !== token);
        this.changed();
    }

    /** From now on the published calls per second and account hold (true), or do not (false, the default). */
    enforceRateLimits(enforced: boolean): void {
        this.rateLimited = enforced;
    }

    /** A disabled key is answered as one that does not exist. */
    disableKey(secretId: string): void {
        this.state.disabledKeys.push(secretId);
        this.changed();
    }

    enableKey(secretId: string): void {
        this.state.disabledKeys = this.state.disabledKeys.filter((each) => each !== secretId);
        this.changed();
    }

    isDisabled(secretId: string): boolean {
        return this.state.disabledKeys.includes(secretId);
    }

    /** @internal */
    now(): number {
        return this.context.clock.now();
    }

    /** @internal */
    newId(prefix: string): string {
        return this.context.id(prefix);
    }

    /** @internal */
    sequence(name: string): number {
        return this.context.sequence(name);
    }

    /** @internal */
    changed(): void {
        this.context.changed();
    }

    /** @internal */
    save(): TencentState {
        return structuredClone(this.state);
    }

    /** @internal */
    load(state: TencentState): void {
        this.state = structuredClone(state);
    }
}

function fail(message: string): never {
    throw new Error(message);
}
