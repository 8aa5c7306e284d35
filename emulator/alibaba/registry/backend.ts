import type { Manifest } from "../../registry/content/manifest";
import { RegistryError } from "../../registry/errors";
import type { RegistryAccount, RegistryBackend, RegistryRepository, RegistrySite } from "../../registry/port";
import type { CloudContext } from "../../types";
import { mayWrite } from "../accounts";
import type { AlibabaRepository } from "../model";
import type { AlibabaStore } from "../store";
import { setTag } from "../sync/push";
import { addRepository, settleTasks } from "../sync/settle";
import { loginOf, TEMPORARY_USER } from "./logins";

const DIGEST_PREFIX = "sha256:";

/** The instances as the OCI registry sees them. */
export class AlibabaBackend implements RegistryBackend {
    readonly token = { path: "/auth", service: "registry.aliyuncs.com" };

    constructor(
        private readonly store: AlibabaStore,
        private readonly context: CloudContext,
    ) {}

    sites(): readonly RegistrySite[] {
        return this.store.state.instances.map(({ id, status, isClosed }) => ({
            name: id,
            isOpen: status === "RUNNING" && isClosed !== true,
        }));
    }

    /** By what GetAuthorizationToken gave for this very instance, to a key that is not switched off. */
    login(name: string, username: string, password: string): RegistryAccount | undefined {
        const login = username === TEMPORARY_USER ? loginOf(password) : undefined;
        if (login === undefined || login.instanceId !== name || login.expiresAt <= this.context.clock.now()) {
            return undefined;
        }
        const { credential } = login;
        return this.store.state.disabledKeys.includes(credential.accessKey)
            ? undefined
            : { name: credential.accessKey, mayWrite: mayWrite(credential) };
    }

    findRepository(name: string, path: string): RegistryRepository | undefined {
        const repository = this.find(name, path);
        return (
            repository && {
                id: repository.id,
                tags: repository.tags.map((tag) => ({ name: tag.name, digest: DIGEST_PREFIX + tag.digest })),
            }
        );
    }

    openRepository(name: string, path: string): RegistryRepository {
        const present = this.findRepository(name, path);
        if (present !== undefined) {
            return present;
        }
        const [namespace, repository] = split(path);
        if (repository === "" || this.store.namespace(name, namespace)?.autoCreateRepo !== true) {
            throw new RegistryError("DENIED", `there is no repository ${path}, and its namespace does not make it`);
        }
        const createdAt = this.context.clock.now();
        const made = { instanceId: name, namespace, name: repository, createdAt };
        return { id: addRepository(this.store, this.context, made).id, tags: [] };
    }

    tag(name: string, path: string, tag: string, { digest }: Manifest): void {
        const repository = this.find(name, path);
        if (repository === undefined) {
            throw new RegistryError("NAME_UNKNOWN", `there is no repository ${path}`);
        }
        const present = repository.tags.find((each) => each.name === tag);
        const bare = digest.slice(DIGEST_PREFIX.length);
        if (present?.digest === bare) {
            return;
        }
        if (present !== undefined && repository.immutable === true) {
            throw new RegistryError("DENIED", `the tags of ${path} are immutable`);
        }
        setTag(this.store, this.context, repository, tag, bare, this.context.clock.now());
    }

    private find(name: string, path: string): AlibabaRepository | undefined {
        settleTasks(this.store, this.context);
        return this.store.repository(name, ...split(path));
    }
}

function split(path: string): [namespace: string, repository: string] {
    const slash = path.indexOf("/");
    return slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
}
