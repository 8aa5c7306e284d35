import { RegistryError } from "../../registry/errors";
import type { Manifest } from "../../registry/content/manifest";
import type { RegistryAccount, RegistryBackend, RegistryRepository, RegistrySite } from "../../registry/port";
import { isRepositoryName } from "../actions/names";
import { identities } from "../credentials";
import { syncRegions } from "../world/regions";
import type { HuaweiOrganization, HuaweiRepository } from "../world/state";
import { splitPath, type HuaweiStore } from "../world/store";
import { pushTag, settle } from "../world/syncing";
import { contentIdOf } from "./images";
import { identityOf } from "./logins";

/** The registry of each region as the OCI registry sees it; accounts share it, each with its own organizations. */
export class HuaweiBackend implements RegistryBackend {
    /** As the challenge of `swr.<region>.myhuaweicloud.com` has them. */
    readonly token = { path: "/swr/auth/v2/registry/auth/", service: "dockyard" };

    constructor(private readonly store: HuaweiStore) {}

    sites(): readonly RegistrySite[] {
        return syncRegions.map((name) => ({ name, isOpen: true }));
    }

    login(name: string, username: string, password: string): RegistryAccount | undefined {
        const keys = identities.filter(({ key }) => !this.store.state.disabledKeys.includes(key.accessKey));
        const identity = identityOf({ username, password }, name, keys, this.store.now());
        if (identity === undefined) {
            return undefined;
        }
        return {
            name: username,
            mayWrite: identity.rights === "write",
            sees: (path) => (this.organization(name, path)?.domainId ?? identity.domainId) === identity.domainId,
        };
    }

    findRepository(name: string, path: string): RegistryRepository | undefined {
        settle(this.store);
        const found = path.includes("/") ? this.store.findRepository(name, path) : undefined;
        return found && described(found);
    }

    /** A push makes the repository, never the organization. */
    openRepository(name: string, path: string): RegistryRepository {
        const found = this.findRepository(name, path);
        if (found !== undefined) {
            return found;
        }
        if (this.organization(name, path) === undefined) {
            throw new RegistryError("DENIED", `the organization of ${path} does not exist in ${name}`);
        }
        if (!path.includes("/") || !isRepositoryName(splitPath(path)[1])) {
            throw new RegistryError("NAME_INVALID", `${path} is not <organization>/<repository>`);
        }
        return described(this.store.addRepository(name, path));
    }

    tag(name: string, path: string, tag: string, { digest }: Manifest): void {
        pushTag(this.store, name, path, tag, { digest });
    }

    private organization(region: string, path: string): HuaweiOrganization | undefined {
        return this.store.findOrganization(region, path.split("/")[0] ?? "");
    }
}

function described(repository: HuaweiRepository): RegistryRepository {
    return { id: contentIdOf(repository), tags: repository.tags };
}
