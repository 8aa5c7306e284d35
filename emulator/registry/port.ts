import type { Manifest } from "./content/manifest";

/** Who has logged in to a registry. */
export interface RegistryAccount {
    readonly name: string;
    /** Whether it may push and delete; everybody who may log in may pull. */
    readonly mayWrite: boolean;
    /**
     * Whether it may do anything in this repository, for clouds where several accounts share one registry (SWR); a
     * public one anybody may pull from. Default: it may.
     */
    sees?(path: string): boolean;
}

/** One registry of a cloud: a CR EE instance, a TCR registry, the SWR of a region. */
export interface RegistrySite {
    /** The id by which the cloud knows it, such as `cri-hub` or `cn-north-4`; unique within the cloud. */
    readonly name: string;
    /** Whether it can be reached from the internet; one that is closed lets every connection drop. */
    readonly isOpen: boolean;
}

/** A repository as its cloud keeps it. */
export interface RegistryRepository {
    /**
     * By which the content store knows what it holds. Unique over all registries, and never the same again for a
     * repository that is removed and made anew.
     */
    readonly id: string;
    /** `digest` starts with `sha256:`. */
    readonly tags: readonly { readonly name: string; readonly digest: string }[];
}

/**
 * What the OCI registry asks of a cloud. The cloud keeps repositories and tags, the registry keeps bytes; nothing is
 * kept twice. Every method acts at the present moment of the clock (what is due has happened) and without faults. A
 * path is `<namespace>/<repository>`; the registry has made sure that a `name` is one of `sites()`.
 */
export interface RegistryBackend {
    /** Path of the token endpoint on the registry's host, and the `service` that its challenge names. */
    readonly token: { readonly path: string; readonly service: string };
    /** Every registry that there is now. */
    sites(): readonly RegistrySite[];
    /** Who this user name and password are, now; undefined for a wrong or expired login. */
    login(name: string, username: string, password: string): RegistryAccount | undefined;
    /** Whether somebody who has not logged in may pull from this repository. Default: nobody may. */
    isPublic?(name: string, path: string): boolean;
    findRepository(name: string, path: string): RegistryRepository | undefined;
    /**
     * The repository that an upload or a push goes to, made where the cloud makes it by itself.
     * @throws RegistryError NAME_UNKNOWN, NAME_INVALID, DENIED.
     */
    openRepository(name: string, path: string): RegistryRepository;
    /**
     * Points a tag at a manifest that the repository holds, as a push does: what the cloud does at a push follows.
     * @throws RegistryError DENIED, such as for an immutable tag.
     */
    tag(name: string, path: string, tag: string, manifest: Manifest): void;
    /**
     * Deletes a tag that is there. Absent: the cloud does not take deletes through the registry (405 UNSUPPORTED).
     * @throws RegistryError DENIED.
     */
    untag?(name: string, path: string, tag: string): void;
}

/** What a cloud asks of the registry, beside its content store. */
export interface RegistryHosts {
    /**
     * `127.0.0.1:<port>` of one of the cloud's registries. Every registry that `sites()` names listens before a
     * request of the API is handled.
     * @throws Error for a registry that does not listen yet.
     */
    host(name: string): string;
}
