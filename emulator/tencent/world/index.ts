import type { NewTencentImage } from "../registry/images";
import { RegistryConsole } from "./registryConsole";
import { addRepository, pushTag, removeTag, settle } from "./replication";
import type { TencentIssuedGrant, TencentRepository, TencentRule, TencentRuleSettings, TencentTag } from "./state";
import { splitPath } from "./store";

export type { NewTencentImage } from "../registry/images";
export type { NewTencentImmutableTagRule, TencentExecutionView } from "./imageConsole";
export type { TencentNext } from "./plans";
export type { NewTencentRegistry } from "./registryConsole";
export type * from "./state";

/** A rule as the console takes it: enabled, no override, no deletion, the source's namespace, unless told. */
export type NewTencentRule = Pick<TencentRuleSettings, "name" | "destinationRegistryId" | "filters"> &
    Partial<TencentRuleSettings>;

/**
 * The console of the emulated TCR: everything that happens beside the API. Acts at once and without rights; throws
 * an Error where the registry it works on does not exist. A path is `<namespace>/<repository>`. What it gives is the
 * living state: read it, change it by the methods.
 */
export class TencentWorld extends RegistryConsole {
    /** The most rules a source registry takes by API. Default: no limit. */
    ruleQuota = Infinity;
    /** Calls a second beyond which an account's action is throttled: a number, or as published; see `enforceRateLimits`. */
    callsPerSecond: number | "published" = Infinity;

    findRepository(registryId: string, path: string): TencentRepository | undefined {
        settle(this.store);
        return this.store.findRepository(registryId, path);
    }

    /** Adds a repository, with the namespace where it is missing. */
    addRepository(registryId: string, path: string): TencentRepository {
        return addRepository(this.store, registryId, path);
    }

    /** Removes a repository with its tags; one that is absent is no error. No rule carries that on. */
    removeRepository(registryId: string, path: string): void {
        const [namespace, name] = splitPath(path);
        for (const owner of this.namespaces(registryId).filter((each) => each.name === namespace)) {
            owner.repositories = owner.repositories.filter((each) => each.name !== name);
        }
        this.store.changed();
    }

    findTag(registryId: string, path: string, tag: string): TencentTag | undefined {
        return this.findRepository(registryId, path)?.tags.find((each) => each.name === tag);
    }

    /**
     * Pushes a tag, as `docker push` would: replaces one of that name and fires the rules that take it. Without a digest
     * a small real image is made; other `content` gives another one.
     */
    pushTag(registryId: string, path: string, tag: string, image: NewTencentImage = {}): TencentTag {
        return pushTag(this.store, registryId, path, tag, image);
    }

    /** Deletes a tag where it exists; rules with `deletion` carry that on. */
    removeTag(registryId: string, path: string, tag: string): void {
        removeTag(this.store, registryId, path, tag);
    }

    rules(registryId: string): readonly TencentRule[] {
        return this.store.getRegistry(registryId).rules;
    }

    findRule(registryId: string, name: string): TencentRule | undefined {
        return this.rules(registryId).find((each) => each.name === name);
    }

    /** Adds a rule, even where one of that name exists. */
    addRule(registryId: string, settings: NewTencentRule): TencentRule {
        const now = this.store.now();
        const rule: TencentRule = {
            description: "",
            override: false,
            deletion: false,
            enabled: true,
            destinationNamespace: "",
            ...settings,
            id: this.store.context.sequence("tencent-rule"),
            createdAt: now,
            updatedAt: now,
        };
        this.store.getRegistry(registryId).rules.push(rule);
        this.store.changed();
        return rule;
    }

    /**
     * Changes every rule of that name; what `changes` does not name stays.
     * @throws Error where there is none
     */
    changeRule(registryId: string, name: string, changes: Partial<TencentRuleSettings>): void {
        const registry = this.store.getRegistry(registryId);
        if (this.findRule(registryId, name) === undefined) {
            throw new Error(`no rule ${name} in ${registryId}`);
        }
        const updatedAt = this.store.now();
        registry.rules = registry.rules.map((each) => (each.name === name ? { ...each, ...changes, updatedAt } : each));
        this.store.changed();
    }

    /** Removes every rule of that name; one that is absent is no error. */
    removeRule(registryId: string, name: string): void {
        const registry = this.store.getRegistry(registryId);
        registry.rules = registry.rules.filter((each) => each.name !== name);
        this.store.changed();
    }

    /** The long-term tokens that open registries to other accounts. */
    grants(): readonly TencentIssuedGrant[] {
        return this.store.state.grants;
    }

    /** Opens a registry to rules of other accounts that show this token. */
    addGrant(registryId: string, token: string): void {
        this.store.state.grants.push({ uin: this.store.getRegistry(registryId).uin, registryId, token });
        this.store.changed();
    }

    /** Takes a token back, from every registry; rules that were made with it stay. */
    removeGrant(token: string): void {
        const { state } = this.store;
        state.grants = state.grants.filter((each) => each.token !== token);
        this.store.changed();
    }

    /**
     * From now on the published calls per second and account hold (true), or this many for every action, or none are
     * counted (false, the default).
     * @throws RangeError for a negative number
     */
    enforceRateLimits(limit: boolean | number): void {
        if (typeof limit === "number" && !(limit >= 0)) {
            throw new RangeError(`the limit is ${limit}, but must be 0 or more`);
        }
        this.callsPerSecond = typeof limit === "number" ? limit : limit ? "published" : Infinity;
    }

    /** A disabled key is answered as one that does not exist. */
    disableKey(secretId: string): void {
        this.store.state.disabledKeys.push(secretId);
        this.store.changed();
    }

    /** Takes `disableKey` back. */
    enableKey(secretId: string): void {
        const { state } = this.store;
        state.disabledKeys = state.disabledKeys.filter((each) => each !== secretId);
        this.store.changed();
    }

    isDisabled(secretId: string): boolean {
        return this.store.state.disabledKeys.includes(secretId);
    }
}
