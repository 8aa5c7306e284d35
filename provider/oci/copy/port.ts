import type { OciOptions, Registry, Resolved } from "../registry/port";

/** One end of a copy. */
export interface Place {
    readonly registry: Registry;
    /** `namespace/repository` */
    readonly repository: string;
    /** A tag; at the source a digest, too. */
    readonly reference: string;
}

/** What is copied of an image. */
export interface Selection {
    /** `os/architecture[/variant]` each; undefined: everything. One: the image itself; several: an index of them. */
    readonly platforms?: readonly string[];
    /** Whether signatures, SBOMs and other referrers of every manifest that is copied go with it. Default: false. */
    readonly referrers?: boolean;
}

export interface CopyRequest extends Selection {
    readonly source: Place;
    readonly target: Place;
    /** The digest that the target's tag is to have, as `selected` told it; a source that has moved since is refused. */
    readonly digest: string;
}

/** How far a copy is; figures only grow, and `total` may, too, while manifests are still being read. */
export interface CopyProgress {
    readonly layers: { readonly done: number; readonly total: number };
    readonly bytes: { readonly done: number; readonly total: number };
}

/** What a copy has done. */
export interface Copied {
    readonly digest: string;
    /** Blobs and manifests of the image, bytes, moved or there before; undefined where the tag was right: none was read. */
    readonly sizeBytes?: number;
    /** How many referrers are in the target now; undefined where none were asked for. */
    readonly referrers?: number;
    /** What went over the wire: blobs that were there, or were mounted, do not count. */
    readonly moved: { readonly blobs: number; readonly bytes: number };
}

/** Copies images between registries; one for a process, so that a blob is moved once into each target registry. */
export interface Copier {
    /**
     * What a copy will have in the target: the source's own digest, or with `platforms` that of the image or index they
     * select (one HEAD, with platforms one GET more). Undefined where the source does not hold it.
     * @throws ImageSyncError `invalid` for platforms that the image does not have; it names those it has
     */
    selected(source: Place, selection: Selection, options: OciOptions): Promise<Resolved | undefined>;
    /** Blobs, then child manifests, then the index, then the tag; referrers last. */
    copy(request: CopyRequest, options: OciOptions, tell?: (progress: CopyProgress) => void): Promise<Copied>;
}
