import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import { ownerDomainId } from "../credentials";
import { demoState, emptyState } from "./demo";
import type { HuaweiOrganization, HuaweiRepository, HuaweiRule, HuaweiState, HuaweiTag, HuaweiTarget } from "./state";

/** What a push carries; the digest defaults to one made from repository and tag. */
export type NewHuaweiImage = Partial<Pick<HuaweiTag, "digest" | "sizeBytes">>;

/** Splits `<organization>/<repository>`; the repository may hold more slashes. */
export function splitPath(path: string): [organization: string, repository: string] {
    const slash = path.indexOf("/");
    if (slash <= 0 || slash === path.length - 1) {
        throw new Error(`"${path}" is not <organization>/<repository>`);
    }
    return [path.slice(0, slash), path.slice(slash + 1)];
}

export function isTo(rule: HuaweiRule, target: HuaweiTarget): boolean {
    return rule.remoteRegionId === target.remoteRegionId && rule.remoteNamespace === target.remoteNamespace;
}

/** The state of one SWR, the look-ups in it, and what a push sets off. */
export class HuaweiStore {
    state: HuaweiState;

    constructor(readonly context: CloudContext) {
        this.state = context.seed === false ? emptyState() : demoState(context);
    }

    now(): number {
        return this.context.clock.now();
    }

    changed(): void {
        this.context.changed();
    }

    findOrganization(region: string, name: string): HuaweiOrganization | undefined {
        return this.state.organizations.find((each) => each.region === region && each.name === name);
    }

    findRepository(region: string, path: string): HuaweiRepository | undefined {
        const [organization, name] = splitPath(path);
        return this.findOrganization(region, organization)?.repositories.find((each) => each.name === name);
    }

    rules(region: string, path?: string): HuaweiRule[] {
        return this.state.rules
            .filter((each) => each.region === region)
            .filter((each) => path === undefined || `${each.namespace}/${each.repository}` === path);
    }

    addOrganization(region: string, name: string, domainId: string, creatorName: string): HuaweiOrganization {
        const id = this.context.sequence("huawei-organization");
        const organization: HuaweiOrganization = { id, region, domainId, name, creatorName, repositories: [] };
        this.state.organizations.push(organization);
        this.changed();
        return organization;
    }

    addRepository(region: string, path: string): HuaweiRepository {
        const [organization, name] = splitPath(path);
        const owner =
            this.findOrganization(region, organization) ??
            this.addOrganization(region, organization, ownerDomainId, "admin");
        const id = this.context.sequence("huawei-repository");
        const now = this.now();
        const repository: HuaweiRepository = { id, name, createdAt: now, updatedAt: now, tags: [] };
        owner.repositories.push(repository);
        this.changed();
        return repository;
    }

    /** Pushes a tag: replaces one of that name and fires the repository's rules. */
    pushTag(region: string, path: string, tag: string, image: NewHuaweiImage): HuaweiTag {
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
        this.changed();
        this.rules(region, path)
            .filter((each) => each.syncAuto)
            .forEach((each) => this.sync(each, pushed));
        return pushed;
    }

    /** A rule to an organization that is missing there, or another account's, silently copies nothing. */
    private sync(rule: HuaweiRule, tag: HuaweiTag): void {
        const target = this.findOrganization(rule.remoteRegionId, rule.remoteNamespace);
        if (target?.domainId !== rule.domainId) {
            return;
        }
        const path = `${rule.remoteNamespace}/${rule.repository}`;
        const present = this.findRepository(rule.remoteRegionId, path)?.tags.find((each) => each.name === tag.name);
        if (present === undefined || (rule.override && present.digest !== tag.digest)) {
            this.pushTag(rule.remoteRegionId, path, tag.name, tag);
        }
    }

    save(): HuaweiState {
        return structuredClone(this.state);
    }

    /** @throws Error where this is not what `save` gave */
    load(state: unknown): void {
        const parts = Object.keys(emptyState());
        const isState = (given: unknown): given is HuaweiState =>
            typeof given === "object" &&
            given !== null &&
            parts.every((part) => Array.isArray((given as Record<string, unknown>)[part]));
        if (!isState(state)) {
            throw new Error(`the state of huawei lacks ${parts.join(", ")}`);
        }
        this.state = structuredClone(state);
    }
}
