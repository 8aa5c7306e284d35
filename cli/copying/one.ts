import { ImageSyncError, messageOf } from "../../provider/errors";
import type { Copier, CopyProgress, Place, Selection } from "../../provider/oci/copy";
import type { OciOptions, Registry } from "../../provider/oci/registry";
import type { Outcome } from "./outcome";
import type { Wanted } from "./tags";

/** What all copies of one command share. */
export interface Work {
    readonly copier: Copier;
    readonly source: { readonly registry: Registry; readonly path: string };
    readonly target: { readonly registry: Registry; readonly path: string };
    readonly selection: Selection;
    readonly override: boolean;
    /** Tags of the target; undefined: not asked for, each is looked at by itself. */
    readonly held?: ReadonlySet<string>;
    readonly options: OciOptions;
    /** Milliseconds. */
    readonly now: () => number;
}

/** Copies one image. Never throws: what failed is in the outcome. */
export async function copyOne(work: Work, wanted: Wanted, tell: (progress: CopyProgress) => void): Promise<Outcome> {
    const begun = work.now();
    const rest = () => ({
        tag: wanted.target,
        ...(wanted.source === wanted.target ? {} : { source: wanted.source }),
        seconds: (work.now() - begun) / 1000,
    });
    try {
        return { ...(await bring(work, wanted, tell)), ...rest() };
    } catch (error) {
        const status = work.options.signal?.aborted ? "cancelled" : "failed";
        return { status, movedBytes: 0, movedBlobs: 0, error: messageOf(error), ...rest() };
    }
}

type Brought = Omit<Outcome, "tag" | "source" | "seconds">;

async function bring(work: Work, wanted: Wanted, tell: (progress: CopyProgress) => void): Promise<Brought> {
    const { copier, selection, options } = work;
    const source: Place = { registry: work.source.registry, repository: work.source.path, reference: wanted.source };
    const target: Place = { registry: work.target.registry, repository: work.target.path, reference: wanted.target };
    const [selected, there] = await Promise.all([copier.selected(source, selection, options), heldBy(work, target)]);
    if (!selected) {
        throw refusal(work, target, "notFound", "the source does not hold it", "check the tag");
    }
    const isThere = there === selected.digest;
    if (isThere && selection.referrers !== true) {
        return { status: "unchanged", digest: there, movedBytes: 0, movedBlobs: 0 };
    }
    if (there !== undefined && !isThere && !work.override) {
        const problem = `the target's tag is ${there}, the source's ${selected.digest}`;
        throw refusal(work, target, "conflict", problem, "replace it with --override");
    }
    const request = { source, target, ...selection, digest: selected.digest };
    const { digest, sizeBytes, referrers, moved } = await copier.copy(request, options, tell);
    const status = isThere && moved.bytes === 0 ? "unchanged" : "copied";
    return { status, digest, sizeBytes, referrers, movedBytes: moved.bytes, movedBlobs: moved.blobs };
}

/** The digest of what the target's tag is now. */
async function heldBy(
    { held, options }: Work,
    { registry, repository, reference }: Place,
): Promise<string | undefined> {
    const isAbsent = held !== undefined && !held.has(reference);
    return isAbsent ? undefined : (await registry.resolve(repository, reference, options))?.digest;
}

function refusal(
    { source }: Work,
    target: Place,
    kind: "notFound" | "conflict",
    problem: string,
    advice: string,
): ImageSyncError {
    const action = `copy from ${source.registry.host}/${source.path}`;
    return new ImageSyncError({ kind, cloud: target.registry.host, action, problem, advice });
}
