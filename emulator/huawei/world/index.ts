import { ownerDomainId } from "../credentials";
import type { ErrorStyle } from "../errors";
import type { NewHuaweiImage } from "../registry/images";
import { RegistryConsole } from "./registryConsole";
import type { HuaweiRepository, HuaweiRule, HuaweiTag, HuaweiTarget } from "./state";
import { isTo, splitPath } from "./store";
import { pushTag, settle } from "./syncing";

export type * from "./state";
export type { HuaweiNextJobs } from "./plans";
export type { HuaweiSyncJobView, HuaweiSyncOrder } from "./syncConsole";
export type { NewHuaweiImage } from "../registry/images";

/** A rule as `addRule` takes it: automatic and without override unless told. */
export type NewHuaweiRule = HuaweiTarget & Partial<Pick<HuaweiRule, "syncAuto" | "override">>;

/**
 * The console of the emulated SWR (basic edition): everything that happens beside the API. Acts at once and without
 * rights. A path is `<organization>/<repository>`. What it gives is the living state: read it, change it by the
 * methods.
 */
export class HuaweiWorld extends RegistryConsole {
    /** The shape of SWR's errors. Default: `both`. */
    errorStyle: ErrorStyle = "both";
    /** The id of the next rule, once; it may lie beyond 2^53. Default: the next number of a sequence. */
    nextId: bigint | undefined;
    /** The most calls a second; see `enforceRateLimits`. */
    callsPerSecond = Infinity;

    findRepository(region: string, path: string): HuaweiRepository | undefined {
        settle(this.store);
        return this.store.findRepository(region, path);
    }

    /** Adds a repository, with its organization where that is missing. */
    addRepository(region: string, path: string): HuaweiRepository {
        return this.store.addRepository(region, path);
    }

    /** Removes a repository, its rules and jobs. */
    removeRepository(region: string, path: string): void {
        const [organization, name] = splitPath(path);
        const owner = this.findOrganization(region, organization);
        if (owner !== undefined) {
            owner.repositories = owner.repositories.filter((each) => each.name !== name);
        }
        this.dropRules(this.rules(region, path));
        this.removeJobs(region, path);
    }

    findTag(region: string, path: string, tag: string): HuaweiTag | undefined {
        return this.findRepository(region, path)?.tags.find((each) => each.name === tag);
    }

    /**
     * Pushes a tag, as `docker push` would: replaces one of that name and fires the repository's rules. Without a digest
     * a small real image is made; other `content` gives another one.
     */
    pushTag(region: string, path: string, tag: string, image: NewHuaweiImage = {}): HuaweiTag {
        return pushTag(this.store, region, path, tag, image);
    }

    /** Deletes a tag where it exists; no rule carries that on. */
    removeTag(region: string, path: string, tag: string): void {
        const repository = this.findRepository(region, path);
        if (repository !== undefined) {
            repository.tags = repository.tags.filter((each) => each.name !== tag);
            this.store.changed();
        }
    }

    /** The rules of a region, or of one of its repositories; the hidden ones with syncAuto false among them. */
    rules(region: string, path?: string): readonly HuaweiRule[] {
        return this.store.rules(region, path);
    }

    findRule(region: string, path: string, target: HuaweiTarget): HuaweiRule | undefined {
        return this.rules(region, path).find((each) => isTo(each, target));
    }

    /** Adds a rule, even where one to the same target exists. */
    addRule(region: string, path: string, rule: NewHuaweiRule): HuaweiRule {
        const [namespace, repository] = splitPath(path);
        const id = this.nextId ?? BigInt(this.store.context.sequence("huawei-rule"));
        this.nextId = undefined;
        const added: HuaweiRule = {
            syncAuto: true,
            override: false,
            ...rule,
            id: id.toString(),
            region,
            domainId: this.findOrganization(region, namespace)?.domainId ?? ownerDomainId,
            namespace,
            repository,
            createdAt: this.store.now(),
            updatedAt: this.store.now(),
        };
        this.store.state.rules.push(added);
        this.store.changed();
        return added;
    }

    /**
     * Changes every rule to that target; what `changes` does not name stays.
     * @throws Error where there is none
     */
    changeRule(region: string, path: string, target: HuaweiTarget, changes: Partial<NewHuaweiRule>): void {
        const changing = this.rules(region, path).filter((each) => isTo(each, target));
        if (changing.length === 0) {
            throw new Error(`no rule of ${path} to ${target.remoteRegionId}/${target.remoteNamespace}`);
        }
        const { state } = this.store;
        const updatedAt = this.store.now();
        state.rules = state.rules.map((each) => (changing.includes(each) ? { ...each, ...changes, updatedAt } : each));
        this.store.changed();
    }

    /** Removes every rule to that target; one that is absent is no error. */
    removeRule(region: string, path: string, target: HuaweiTarget): void {
        this.dropRules(this.rules(region, path).filter((each) => isTo(each, target)));
    }

    /**
     * From now on an account may call each operation this often a second; Infinity, the default, is no limit.
     * @throws RangeError for a negative number
     */
    enforceRateLimits(perSecond: number): void {
        if (!(perSecond >= 0)) {
            throw new RangeError(`perSecond is ${perSecond}, but must be 0 or more`);
        }
        this.callsPerSecond = perSecond;
    }

    /** A disabled key is answered as one that does not exist. */
    disableKey(accessKey: string): void {
        this.store.state.disabledKeys.push(accessKey);
        this.store.changed();
    }

    enableKey(accessKey: string): void {
        const { state } = this.store;
        state.disabledKeys = state.disabledKeys.filter((each) => each !== accessKey);
        this.store.changed();
    }

    isDisabled(accessKey: string): boolean {
        return this.store.state.disabledKeys.includes(accessKey);
    }

    private dropRules(gone: readonly HuaweiRule[]): void {
        const { state } = this.store;
        state.rules = state.rules.filter((each) => !gone.includes(each));
        this.store.changed();
    }
}
