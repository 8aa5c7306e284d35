import { RegistryError } from "../../registry/errors";
import type { Manifest } from "../../registry/content/manifest";
import type { RegistryAccount, RegistryBackend, RegistryRepository, RegistrySite } from "../../registry/port";
import { isRepositoryName } from "../actions/names";
import type { TencentRegistry } from "../world";
import { isImmutable } from "../world/immutability";
import { addRepository, pushTag, removeTag, settle } from "../world/replication";
import { splitPath, type TencentStore } from "../world/store";

/** What Helm writes as the config of a chart (Helm, registries). */
const chartConfig = "application/vnd.cncf.helm.config.v1+json";

/** Harbor, which TCR is made of, answers 412 for a tag that must not change. */
const immutableStatus = 412;

/** TCR's registries as the OCI registry sees them. */
export class TencentBackend implements RegistryBackend {
    /** As Harbor's challenge has them, and that of `<name>.tencentcloudcr.com`. */
    readonly token = { path: "/service/token", service: "harbor-registry" };

    constructor(private readonly store: TencentStore) {}

    sites(): readonly RegistrySite[] {
        return this.store.state.registries.map(({ id, status, publicAccess }) => ({
            name: id,
            isOpen: status === "Running" && publicAccess !== "Closed",
        }));
    }

    /** By what CreateInstanceToken gave for this very registry. */
    login(name: string, username: string, password: string): RegistryAccount | undefined {
        const found = this.store.state.tokens.some(
            (each) =>
                each.registryId === name &&
                each.username === username &&
                each.token === password &&
                each.expiresAt > this.store.now(),
        );
        return found ? { name: username, mayWrite: true } : undefined;
    }

    isPublic(name: string, path: string): boolean {
        const [namespace] = path.split("/");
        return this.registry(name).namespaces.some((each) => each.name === namespace && each.public);
    }

    findRepository(name: string, path: string): RegistryRepository | undefined {
        settle(this.store);
        return path.includes("/") ? this.store.findRepository(name, path) : undefined;
    }

    openRepository(name: string, path: string): RegistryRepository {
        const found = this.findRepository(name, path);
        if (found !== undefined) {
            return found;
        }
        const [namespace, repository] = path.includes("/") ? splitPath(path) : [path, ""];
        if (!this.registry(name).namespaces.some((each) => each.name === namespace)) {
            throw new RegistryError("NAME_UNKNOWN", `there is no namespace ${namespace} in ${name}`);
        }
        if (!isRepositoryName(repository)) {
            throw new RegistryError("NAME_INVALID", `${path} is not <namespace>/<repository>`);
        }
        return addRepository(this.store, name, path);
    }

    tag(name: string, path: string, tag: string, manifest: Manifest): void {
        const present = this.findRepository(name, path)?.tags.find((each) => each.name === tag);
        if (present !== undefined && present.digest !== manifest.digest) {
            this.refuseImmutable(name, path, tag);
        }
        const kind = manifest.config?.mediaType === chartConfig ? "chart" : "image";
        pushTag(this.store, name, path, tag, { digest: manifest.digest, kind });
    }

    untag(name: string, path: string, tag: string): void {
        this.refuseImmutable(name, path, tag);
        removeTag(this.store, name, path, tag);
    }

    private registry(name: string): TencentRegistry {
        return this.store.getRegistry(name);
    }

    private refuseImmutable(name: string, path: string, tag: string): void {
        if (isImmutable(this.store, name, path, tag)) {
            throw new RegistryError("DENIED", `the tag ${path}:${tag} is immutable`, { status: immutableStatus });
        }
    }
}
