import type { CloudContext } from "../../types";
import { ownerDomainId } from "../credentials";
import { demoState, emptyState } from "./demo";
import type { HuaweiOrganization, HuaweiRepository, HuaweiRule, HuaweiState, HuaweiTarget } from "./state";

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

/** The state of one SWR and the look-ups in it. */
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

    /** The living state: copying it at every change would cost more than the change. */
    save(): HuaweiState {
        return this.state;
    }

    /** @throws Error where this is not what `save` gave; a state from before there were image syncs has none */
    load(state: unknown): void {
        if (!isState(state)) {
            throw new Error(`the state of huawei lacks ${parts.join(", ")}`);
        }
        this.state = structuredClone({ ...emptyState(), ...state });
    }
}

/** What every state of an SWR has had from the start. */
const parts = ["organizations", "rules", "disabledKeys"] as const;

function isState(state: unknown): state is Pick<HuaweiState, (typeof parts)[number]> {
    return (
        typeof state === "object" &&
        state !== null &&
        parts.every((part) => Array.isArray((state as Record<string, unknown>)[part]))
    );
}
