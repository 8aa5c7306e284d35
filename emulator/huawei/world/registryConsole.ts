import { ownerDomainId } from "../credentials";
import { accountByDomain, syncRegions } from "./regions";
import type { HuaweiOrganization } from "./state";
import { SyncConsole } from "./syncConsole";

/** The part of the console that is about regions and the organizations in them. */
export class RegistryConsole extends SyncConsole {
    /**
     * The id of the project that an account has in a region: what X-Project-Id carries.
     * @throws Error where region or account does not exist
     */
    projectId(region: string, domainId: string = ownerDomainId): string {
        const project = accountByDomain(domainId).projects.find((each) => each.region === region);
        if (project === undefined) {
            throw new Error(`no project in ${region}`);
        }
        return project.id;
    }

    /** An X-Auth-Token of the main account, scoped to its project in a region. */
    userToken(region: string): string {
        return `emulator-user-token-${region}`;
    }

    /** The regions there are. */
    regions(): readonly string[] {
        return syncRegions;
    }

    /**
     * Where the registry of a region is, `127.0.0.1:<port>`: what `docker login` is told by CreateSecret.
     * @throws Error where there is no such region
     */
    registryHost(region: string): string {
        return this.store.context.hosts.host(region);
    }

    organizations(region: string): readonly HuaweiOrganization[] {
        return this.store.state.organizations.filter((each) => each.region === region);
    }

    findOrganization(region: string, name: string): HuaweiOrganization | undefined {
        return this.store.findOrganization(region, name);
    }

    /** @param domainId - the account that owns it; default: the main account */
    addOrganization(region: string, name: string, domainId: string = ownerDomainId): HuaweiOrganization {
        return this.store.addOrganization(region, name, domainId, "admin");
    }

    /** Removes an organization with its repositories, their rules and jobs. */
    removeOrganization(region: string, name: string): void {
        const { state } = this.store;
        state.organizations = state.organizations.filter((each) => each.region !== region || each.name !== name);
        state.rules = state.rules.filter((each) => each.region !== region || each.namespace !== name);
        state.syncJobs = state.syncJobs.filter((each) => each.region !== region || each.namespace !== name);
        this.store.changed();
    }
}
