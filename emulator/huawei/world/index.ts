import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import { ownerDomainId } from "../credentials";
import type { ErrorStyle } from "../errors";
import { demoState } from "./demo";
import { accountByDomain } from "./regions";
import type { HuaweiOrganization, HuaweiRepository, HuaweiRule, HuaweiState, HuaweiTag, HuaweiTarget } from "./state";

export type * from "./state";

/** A rule as `addRule` takes it: automatic and without override unless told. */
export type NewHuaweiRule = HuaweiTarget & Partial<Pick<HuaweiRule, "syncAuto" | "override">>;

/** What a push carries; the digest defaults to one made from repository and tag. */
export type NewHuaweiImage = Partial<Pick<HuaweiTag, "digest" | "sizeBytes">>;

function splitPath(path: string): [organization: string, repository: string] {
    const slash = path.indexOf("/");
    if (slash <= 0 || slash === path.length - 1) {
        throw new Error(`"${path}" is not <organization>/<repository>`);
    }
    return [path.slice(0, slash), path.slice(slash + 1)];
}

/**
 * The console of the emulated SWR (basic edition): everything that happens beside the API. Acts at once and without
 * rights. A path is `<organization>/<repository>`. Lists are the live state: read them, change them by methods.
 */
export class HuaweiWorld {
    /** The shape of SWR's errors. Default: `both`. */
    errorStyle: ErrorStyle = "both";
    /** The id of the next rule, once; it may lie beyond 2^53. Default: the next number of a sequence. */
    nextId: bigint | undefined;
    private state: HuaweiState;

    constructor(private readonly context: CloudContext) {
        this.state = demoState(context);
    }

    /** The id of the project that an account has in a region: what X-Project-Id carries. */
    projectId(region: string, domainId: string = ownerDomainId): string {
        const project = accountByDomain(domainId).projects.find((each) => each.region === region);
        return (project ?? fail(`no project in ${region}`)).id;
    }

    /** An X-Auth-Token of the main account, scoped to its project in a region. */
    userToken(region: string): string {
        return `emulator-user-token-${region}`;
    }

    organizations(region: string): readonly HuaweiOrganization[] {
        return this.state.organizations.filter((each) => each.region === region);
    }

    findOrganization(region: string, name: string): HuaweiOrganization | undefined {
        return this.organizations(region).find((each) => each.name === name);
    }

    addOrganization(region: string, name: string, domainId: string = ownerDomainId): HuaweiOrganization {
        const organization: HuaweiOrganization = {
            id: this.context.sequence("huawei-organization"),
            region,
            domainId,
            name,
            creatorName: "admin",
            repositories: [],
        };
        this.state.organizations.push(organization);
        this.context.changed();
        return organization;
    }

    removeOrganization(region: string, name: string): void {
        const isGone = (each: HuaweiOrganization): boolean => each.region === region && each.name === name;
        this.state.organizations = this.state.organizations.filter((each) => !isGone(each));
        this.state.rules = this.state.rules.filter((each) => each.region !== region || each.namespace !== name);
        this.context.changed();
    }

    findRepository(region: string, path: string): HuaweiRepository | undefined {
        const [organization, name] = splitPath(path);
        return this.findOrganization(region, organization)?.repositories.find((each) => each.name === name);
    }

    /** Adds a repository, with its organization where that is missing. */
    addRepository(region: string, path: string): HuaweiRepository {
        const [name, repositoryName] = splitPath(path);
        const organization = this.findOrganization(region, name) ?? this.addOrganization(region, name);
        const now = this.now();
        const repository: HuaweiRepository = {
            id: this.context.sequence("huawei-repository"),
            name: repositoryName,
            createdAt: now,
            updatedAt: now,
            tags: [],
        };
        organization.repositories.push(repository);
        this.context.changed();
        return repository;
    }

    /** Removes a repository and its rules. */
    removeRepository(region: string, path: string): void {
        const [organization, name] = splitPath(path);
        const owner = this.findOrganization(region, organization) ?? fail(`no organization ${organization}`);
        owner.repositories = owner.repositories.filter((each) => each.name !== name);
        this.state.rules = this.state.rules.filter((each) => !this.rules(region, path).includes(each));
        this.context.changed();
    }

    findTag(region: string, path: string, tag: string): HuaweiTag | undefined {
        return this.findRepository(region, path)?.tags.find((each) => each.name === tag);
    }

    /** Pushes a tag, as `docker push` would: replaces one of that name and fires the repository's rules. */
    push(region: string, path: string, tag: string, image: NewHuaweiImage = {}): HuaweiTag {
        const repository = this.findRepository(region, path) ?? this.addRepository(region, path);
        const now = this.now();
        const pushed: HuaweiTag = {
            id: this.context.sequence("huawei-tag"),
            name: tag,
            digest: image.digest ?? `sha256:${createHash("sha256").update(`${path}:${tag}`).digest("hex")}`,
            sizeBytes: image.sizeBytes ?? 1_048_576,
            createdAt: now,
            updatedAt: now,
        };
        repository.tags = [...repository.tags.filter((each) => each.name !== tag), pushed];
        repository.updatedAt = now;
        this.context.changed();
        this.rules(region, path)
            .filter((each) => each.syncAuto)
            .forEach((each) => this.sync(each, pushed));
        return pushed;
    }

    removeTag(region: string, path: string, tag: string): void {
        const repository = this.findRepository(region, path) ?? fail(`no repository ${path} in ${region}`);
        repository.tags = repository.tags.filter((each) => each.name !== tag);
        this.context.changed();
    }

    /** The rules of a region, or of one of its repositories; the hidden ones with syncAuto false among them. */
    rules(region: string, path?: string): readonly HuaweiRule[] {
        return this.state.rules
            .filter((each) => each.region === region)
            .filter((each) => path === undefined || `${each.namespace}/${each.repository}` === path);
    }

    findRule(region: string, path: string, target: HuaweiTarget): HuaweiRule | undefined {
        return this.rules(region, path).find((each) => isTo(each, target));
    }

    /** Adds a rule, even where one to the same target exists. */
    addRule(region: string, path: string, rule: NewHuaweiRule): HuaweiRule {
        const [namespace, repository] = splitPath(path);
        const id = this.nextId ?? BigInt(this.context.sequence("huawei-rule"));
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
            createdAt: this.now(),
            updatedAt: this.now(),
        };
        this.state.rules.push(added);
        this.context.changed();
        return added;
    }

    /** Changes every rule to that target. */
    changeRule(region: string, path: string, target: HuaweiTarget, changes: Partial<NewHuaweiRule>): void {
        const changing = this.rules(region, path).filter((each) => isTo(each, target));
        if (changing.length === 0) {
            fail(`no rule of ${path} to ${target.remoteRegionId}/${target.remoteNamespace}`);
        }
        this.state.rules = this.state.rules.map((each) =>
            changing.includes(each) ? { ...each, ...changes, updatedAt: this.now() } : each,
        );
        this.context.changed();
    }

    /** Removes every rule to that target; one that is absent is no error. */
    removeRule(region: string, path: string, target: HuaweiTarget): void {
        const removing = this.rules(region, path).filter((each) => isTo(each, target));
        this.state.rules = this.state.rules.filter((each) => !removing.includes(each));
        this.context.changed();
    }

    /** A disabled key is answered as one that does not exist. */
    disableKey(accessKey: string): void {
        this.state.disabledKeys.push(accessKey);
        this.context.changed();
    }

    enableKey(accessKey: string): void {
        this.state.disabledKeys = this.state.disabledKeys.filter((each) => each !== accessKey);
        this.context.changed();
    }

    isDisabled(accessKey: string): boolean {
        return this.state.disabledKeys.includes(accessKey);
    }

    /** A rule to an organization that is missing there, or another account's, silently copies nothing. */
    private sync(rule: HuaweiRule, tag: HuaweiTag): void {
        const target = this.findOrganization(rule.remoteRegionId, rule.remoteNamespace);
        if (target === undefined || target.domainId !== rule.domainId) {
            return;
        }
        const path = `${rule.remoteNamespace}/${rule.repository}`;
        const present = this.findTag(rule.remoteRegionId, path, tag.name);
        if (present === undefined || (rule.override && present.digest !== tag.digest)) {
            this.push(rule.remoteRegionId, path, tag.name, tag);
        }
    }

    /** @internal */
    now(): number {
        return this.context.clock.now();
    }

    /** @internal */
    save(): HuaweiState {
        return structuredClone(this.state);
    }

    /** @internal */
    load(state: HuaweiState): void {
        this.state = structuredClone(state);
    }
}

function isTo(rule: HuaweiRule, target: HuaweiTarget): boolean {
    return rule.remoteRegionId === target.remoteRegionId && rule.remoteNamespace === target.remoteNamespace;
}

function fail(message: string): never {
    throw new Error(message);
}
