import { ImageSyncError } from "../../errors";
import { systemClock, type Clock } from "../../process/clock";
import type { OciOptions, Resolved } from "../registry/port";
import { BlobTable } from "./blobs/table";
import { readManifest } from "./manifests/content";
import { selectManifest } from "./manifests/select";
import type { Copied, Copier, CopyProgress, CopyRequest, Place, Selection } from "./port";
import { Referrers } from "./referrers";
import { Bounds } from "./running/bounds";
import { freeBuffersAtOnce } from "./running/buffers";
import { Gate } from "./running/gate";
import { KeyedLock } from "./running/lock";
import { Progress } from "./running/progress";
import { Walk } from "./walk";

/** What one process does at once, for each target registry, over all of its copies. */
export interface CopierOptions {
    readonly clock?: Clock;
    /** Blobs that stream at once; 1 or more. Default: 6. */
    readonly blobsAtOnce?: number;
    /** Images, of all indexes, that are worked on at once; 1 or more. Default: 12. */
    readonly imagesAtOnce?: number;
    /** Copies at once; 1 or more. Default: 16. */
    readonly copiesAtOnce?: number;
}

/** What the copies into one registry share. */
interface Shared {
    readonly blobs: BlobTable;
    readonly copies: Gate;
    readonly images: Gate;
}

/** Makes the one copier of a process. */
export function newCopier(options: CopierOptions = {}): Copier {
    const { clock = systemClock, blobsAtOnce = 6, imagesAtOnce = 12, copiesAtOnce = 16 } = options;
    freeBuffersAtOnce();
    const targets = new Map<string, Shared>();
    const locks = new KeyedLock();
    const sharedBy = ({ identity }: { readonly identity: string }): Shared => {
        const shared = targets.get(identity) ?? {
            blobs: new BlobTable(new Gate(blobsAtOnce)),
            copies: new Gate(copiesAtOnce),
            images: new Gate(imagesAtOnce),
        };
        targets.set(identity, shared);
        return shared;
    };
    return {
        selected,
        copy: async (request, asked, tell) => {
            const bounds = new Bounds(asked, clock, nameOf(request));
            const shared = sharedBy(request.target.registry);
            try {
                return await shared.copies.run(bounds, () => copyOne(request, bounds, { ...shared, locks }, tell));
            } catch (error) {
                throw bounds.cause(error);
            } finally {
                bounds.close();
            }
        },
    };
}

async function selected(source: Place, selection: Selection, options: OciOptions): Promise<Resolved | undefined> {
    if (!selection.platforms || selection.platforms.length === 0) {
        return source.registry.resolve(source.repository, source.reference, options);
    }
    const manifest = await selectManifest(source, selection, options);
    return manifest && { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
}

async function copyOne(
    request: CopyRequest,
    bounds: Bounds,
    { blobs, images, locks }: Shared & { readonly locks: KeyedLock },
    tell?: (progress: CopyProgress) => void,
): Promise<Copied> {
    const { source, target, digest } = request;
    const progress = new Progress(bounds.clock, tell);
    const walk = new Walk({ source, target, bounds, blobs, images, progress });
    const there = await target.registry.resolve(target.repository, target.reference, bounds.options);
    if (there?.digest === digest) {
        if (!request.referrers) {
            return { digest, moved: walk.moved };
        }
        await visitTarget(walk, request);
    } else {
        await bringSource(walk, request);
    }
    const { sizeBytes } = walk;
    const referrers = request.referrers ? await new Referrers(walk, locks).copy() : undefined;
    progress.finish();
    return { digest, sizeBytes, referrers, moved: walk.moved };
}

/** Goes through what the target holds already: referrers may have come since. */
async function visitTarget(walk: Walk, { target, digest }: CopyRequest): Promise<void> {
    const { bounds } = walk.context;
    bounds.check();
    const manifest = await readManifest(target, digest, bounds.options);
    if (manifest) {
        await walk.visit(manifest);
    }
}

async function bringSource(walk: Walk, request: CopyRequest): Promise<void> {
    const { bounds } = walk.context;
    bounds.check();
    const manifest = await selectManifest(request.source, request, bounds.options);
    if (!manifest) {
        throw refusal(request, "notFound", "the source does not hold this image");
    }
    if (manifest.digest !== request.digest) {
        const problem = `the source has moved: it was ${request.digest}, and is ${manifest.digest} now`;
        throw refusal(request, "conflict", problem, "run again to copy what it is now");
    }
    await walk.bring(manifest, request.target.reference);
}

function nameOf({ source, target }: CopyRequest): { readonly cloud: string; readonly action: string } {
    const separator = source.reference.includes(":") ? "@" : ":";
    return {
        cloud: target.registry.host,
        action: `copy from ${source.registry.host}/${source.repository}${separator}${source.reference}`,
    };
}

function refusal(
    request: CopyRequest,
    kind: "notFound" | "conflict",
    problem: string,
    advice?: string,
): ImageSyncError {
    return new ImageSyncError({ kind, ...nameOf(request), problem, advice });
}
