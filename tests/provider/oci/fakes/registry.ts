import { createHash } from "node:crypto";
import { ImageSyncError } from "../../../../provider/errors";
import type { Descriptor, Manifest, OciOptions, Registry, Resolved } from "../../../../provider/oci/registry/port";

interface Repository {
    readonly blobs: Map<string, Buffer>;
    readonly manifests: Map<string, Manifest>;
    readonly tags: Map<string, string>;
}

/** One request, as hooks see it. */
export interface Call {
    readonly kind: keyof Omit<Registry, "host" | "identity"> | "piece" | "commit";
    readonly repository: string;
    /** A digest or tag. */
    readonly reference: string;
}

type Hook = (call: Call, signal?: AbortSignal) => void | Promise<void>;

export interface Temper {
    readonly host?: string;
    readonly identity?: string;
    /** Whether it has the referrers API. */
    listsReferrers?: boolean;
    mounts?: boolean;
    /** Bytes in one piece of a blob. */
    pieceBytes?: number;
}

export function sha(bytes: Buffer, algorithm = "sha256"): string {
    return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

const hashOf = (digest: string) => digest.slice(0, digest.indexOf(":"));

/** A registry in memory that refuses what registries refuse. */
export class FakeRegistry implements Registry {
    readonly host: string;
    readonly identity: string;
    readonly repositories = new Map<string, Repository>();
    /** All requests, in the order of their beginning. */
    readonly calls: Call[] = [];
    /** What was committed: `blob`, `mount`, `manifest`, with the repository and the reference. */
    readonly writes: string[] = [];
    /** Runs before a request, and before each piece of a download; may throw. */
    before: Hook = () => {};
    /** Runs after a write took effect, before it is answered. */
    after: Hook = () => {};
    /** What a download sends instead of the true bytes. */
    corrupt: (digest: string, bytes: Buffer) => Buffer = (_, bytes) => bytes;
    streams = 0;
    mostStreams = 0;

    constructor(readonly temper: Temper = {}) {
        this.host = temper.host ?? "registry.test";
        this.identity = temper.identity ?? this.host;
    }

    repository(name: string): Repository {
        const repository = this.repositories.get(name) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
        this.repositories.set(name, repository);
        return repository;
    }

    count(kind: Call["kind"]): number {
        return this.calls.filter((call) => call.kind === kind).length;
    }

    async resolve(repository: string, reference: string, options: OciOptions): Promise<Resolved | undefined> {
        await this.enter({ kind: "resolve", repository, reference }, options);
        const found = this.find(repository, reference);
        return found && { mediaType: found.mediaType, digest: found.digest, size: found.bytes.length };
    }

    async manifest(repository: string, reference: string, options: OciOptions): Promise<Manifest | undefined> {
        await this.enter({ kind: "manifest", repository, reference }, options);
        return this.find(repository, reference);
    }

    async tags(repository: string, options: OciOptions): Promise<string[] | undefined> {
        await this.enter({ kind: "tags", repository, reference: "" }, options);
        return [...(this.repositories.get(repository)?.tags.keys() ?? [])];
    }

    async referrers(repository: string, digest: string, options: OciOptions): Promise<readonly Descriptor[]> {
        await this.enter({ kind: "referrers", repository, reference: digest }, options);
        if (this.temper.listsReferrers === false) {
            const list = this.find(repository, digest.replace(":", "-"));
            return list ? (JSON.parse(list.bytes.toString()) as { manifests: Descriptor[] }).manifests : [];
        }
        const all = [...(this.repositories.get(repository)?.manifests.values() ?? [])];
        return all
            .filter(({ bytes }) => subjectOf(bytes) === digest)
            .map(({ mediaType, digest: own, bytes }) => ({ mediaType, digest: own, size: bytes.length }));
    }

    async hasBlob(repository: string, digest: string, options: OciOptions): Promise<boolean> {
        await this.enter({ kind: "hasBlob", repository, reference: digest }, options);
        return this.repository(repository).blobs.has(digest);
    }

    async pullBlob(
        repository: string,
        blob: Descriptor,
        options: OciOptions,
    ): Promise<AsyncIterable<Buffer> | undefined> {
        await this.enter({ kind: "pullBlob", repository, reference: blob.digest }, options);
        const bytes = this.repository(repository).blobs.get(blob.digest);
        return bytes && this.pieces(repository, blob.digest, this.corrupt(blob.digest, bytes), options);
    }

    async mountBlob(repository: string, digest: string, from: string, options: OciOptions): Promise<boolean> {
        await this.enter({ kind: "mountBlob", repository, reference: digest }, options);
        const bytes = this.repository(from).blobs.get(digest);
        if (!bytes || this.temper.mounts === false) {
            return false;
        }
        this.repository(repository).blobs.set(digest, bytes);
        await this.written("mount", { kind: "mountBlob", repository, reference: digest });
        return true;
    }

    async pushBlob(
        repository: string,
        { digest }: Descriptor,
        bytes: AsyncIterable<Buffer>,
        options: OciOptions,
    ): Promise<void> {
        const call: Call = { kind: "pushBlob", repository, reference: digest };
        await this.enter(call, options);
        this.mostStreams = Math.max(this.mostStreams, ++this.streams);
        try {
            const pieces: Buffer[] = [];
            for await (const piece of bytes) {
                pieces.push(piece);
            }
            await this.enter({ ...call, kind: "commit" }, options);
            const all = Buffer.concat(pieces);
            if (sha(all, hashOf(digest)) !== digest) {
                throw refused("DIGEST_INVALID");
            }
            this.repository(repository).blobs.set(digest, all);
        } finally {
            this.streams--;
        }
        await this.written("blob", call);
    }

    async pushManifest(repository: string, reference: string, manifest: Manifest, options: OciOptions) {
        const call: Call = { kind: "pushManifest", repository, reference };
        await this.enter(call, options);
        const { bytes, digest } = manifest;
        if (sha(bytes, hashOf(digest)) !== digest || (reference.includes(":") && reference !== digest)) {
            throw refused("DIGEST_INVALID");
        }
        this.refuseWithoutParts(repository, bytes);
        this.keep(repository, manifest, reference);
        await this.written("manifest", call);
        return { listsReferrer: this.temper.listsReferrers !== false && subjectOf(bytes) !== undefined };
    }

    /** Puts a manifest there without a request. */
    keep(repository: string, manifest: Manifest, reference?: string): void {
        this.repository(repository).manifests.set(manifest.digest, manifest);
        if (reference !== undefined && !reference.includes(":")) {
            this.repository(repository).tags.set(reference, manifest.digest);
        }
    }

    /** What a tag or digest is, without a request. */
    find(repository: string, reference: string): Manifest | undefined {
        const { tags, manifests } = this.repository(repository);
        return manifests.get(reference.includes(":") ? reference : (tags.get(reference) ?? ""));
    }

    private refuseWithoutParts(repository: string, bytes: Buffer): void {
        const { blobs, manifests } = this.repository(repository);
        const { config, layers = [], manifests: entries = [] } = JSON.parse(bytes.toString()) as Parts;
        const wanted = [...(config ? [config] : []), ...layers].filter(({ urls }) => !urls);
        const isWhole =
            wanted.every(({ digest }) => blobs.has(digest)) &&
            entries.every(({ digest }) => manifests.has(digest) || blobs.has(digest));
        if (!isWhole) {
            throw refused("MANIFEST_BLOB_UNKNOWN");
        }
    }

    private async *pieces(repository: string, digest: string, bytes: Buffer, options: OciOptions) {
        const step = this.temper.pieceBytes ?? 64;
        for (let at = 0; at < bytes.length; at += step) {
            await this.enter({ kind: "piece", repository, reference: digest }, options);
            yield bytes.subarray(at, at + step);
        }
    }

    private async enter(call: Call, { signal }: OciOptions): Promise<void> {
        this.calls.push(call);
        // Requests that begin together take turns, as they do on a wire.
        await new Promise(setImmediate);
        await this.before(call, signal);
        signal?.throwIfAborted();
    }

    private async written(what: string, call: Call): Promise<void> {
        this.writes.push(`${what} ${call.repository} ${call.reference}`);
        await this.after(call);
    }
}

interface Parts {
    readonly config?: Descriptor;
    readonly layers?: Descriptor[];
    readonly manifests?: Descriptor[];
    readonly subject?: Descriptor;
}

function subjectOf(bytes: Buffer): string | undefined {
    return (JSON.parse(bytes.toString()) as Parts).subject?.digest;
}

export function refused(code: string): ImageSyncError {
    return new ImageSyncError({ kind: "invalid", cloud: "registry.test", action: "PUT", problem: "refused", code });
}

export function cut(kind: "transient" | "unknown" = "transient"): ImageSyncError {
    return new ImageSyncError({ kind, cloud: "registry.test", action: "GET", problem: "the connection was cut" });
}
