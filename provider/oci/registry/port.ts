/** What to log in to a registry with. */
export interface Login {
    readonly username: string;
    readonly password: string;
}

/** Where a registry is and who asks it: what a client is made of. */
export interface RegistryAccess {
    /** Host name, with a port where it is not the usual one, as in image references: `registry.example.com:5000`. */
    readonly host: string;
    /** Whether plain http may be spoken where the registry does not speak https. Default: to loopback alone. */
    readonly insecure?: boolean;
    /**
     * The login of today; undefined: anonymous.
     * @param refused whether the registry has refused the last one, so that a kept one is of no use
     */
    login(refused: boolean): Promise<Login | undefined>;
    /** For errors: where the login comes from, or everything that was tried without finding one. */
    readonly tried: string;
}

/** Bounds of one request or of one copy. */
export interface OciOptions {
    /** Nothing new is begun after this moment, milliseconds since the epoch. */
    readonly deadline: number;
    /** Ends what is under way. */
    readonly signal?: AbortSignal;
}

/** A piece of content by its digest (OCI content descriptor). */
export interface Descriptor {
    readonly mediaType: string;
    /** `sha256:…` or `sha512:…` */
    readonly digest: string;
    /** Bytes. */
    readonly size: number;
    /** Where a foreign layer may be downloaded instead. */
    readonly urls?: readonly string[];
    readonly platform?: Platform;
    readonly artifactType?: string;
    readonly annotations?: Readonly<Record<string, string>>;
}

/** A platform as an index names it. */
export interface Platform {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
}

/** A manifest or index: its bytes as they are, never written anew. */
export interface Manifest {
    readonly mediaType: string;
    readonly digest: string;
    readonly bytes: Buffer;
}

/** What a tag or digest resolves to, without its bytes. */
export type Resolved = Pick<Descriptor, "mediaType" | "digest" | "size">;

/**
 * One registry as a client sees it (OCI distribution specification 1.1). Absent is undefined (a repository that is not
 * there, too); everything else that is no success throws an ImageSyncError whose `cloud` is the host and whose `action`
 * is the method and the path.
 */
export interface Registry {
    readonly host: string;
    /** Tells who asks: two registries of one identity may share what they have found out about uploads. */
    readonly identity: string;
    /** What a tag or digest resolves to, by one HEAD (GET where a registry tells no digest). */
    resolve(repository: string, reference: string, options: OciOptions): Promise<Resolved | undefined>;
    /** A manifest; by digest, its bytes are verified. At most 4 MiB. */
    manifest(repository: string, reference: string, options: OciOptions): Promise<Manifest | undefined>;
    /** All tags, all pages; undefined where there is no such repository. */
    tags(repository: string, options: OciOptions): Promise<string[] | undefined>;
    /** What refers to a manifest: by the referrers API, else by the tag fallback of the specification. */
    referrers(repository: string, digest: string, options: OciOptions): Promise<readonly Descriptor[]>;
    /** Whether a blob is there. */
    hasBlob(repository: string, digest: string, options: OciOptions): Promise<boolean>;
    /**
     * A blob's bytes from `offset` on, resumed by Range after a cut where the registry allows it. Its digest is not
     * verified here: the copy hashes what passes. Undefined where it is not there.
     */
    pullBlob(repository: string, blob: Descriptor, options: OciOptions): Promise<AsyncIterable<Buffer> | undefined>;
    /** Mounts a blob from another repository of this registry; false where the registry will not. */
    mountBlob(repository: string, digest: string, from: string, options: OciOptions): Promise<boolean>;
    /**
     * Uploads a blob: monolithic, or in chunks where the registry asks for them. The registry commits it only under
     * `blob.digest`. Nothing is there after a failure.
     */
    pushBlob(repository: string, blob: Descriptor, bytes: AsyncIterable<Buffer>, options: OciOptions): Promise<void>;
    /**
     * Puts a manifest under a tag or its digest. Answers whether the registry keeps the referrers list itself
     * (`OCI-Subject`) where the manifest has a subject.
     */
    pushManifest(
        repository: string,
        reference: string,
        manifest: Manifest,
        options: OciOptions,
    ): Promise<{ readonly listsReferrer: boolean }>;
}
