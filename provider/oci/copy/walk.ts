import { ImageSyncError } from "../../errors";
import type { Descriptor, Manifest } from "../registry/port";
import type { BlobTable } from "./blobs/table";
import { readManifest } from "./manifests/content";
import { graphOf, isIndexType, type Graph } from "./manifests/graph";
import { maxIndexDepth } from "./manifests/platforms";
import { childManifest } from "./manifests/select";
import type { Place } from "./port";
import type { Bounds } from "./running/bounds";
import type { Gate } from "./running/gate";
import type { Progress } from "./running/progress";

/** Manifests in one copy, referrers included, and their bytes: those of an index wait for all that is below it. */
const maxManifests = 10_000;
const maxTotalBytes = 64 * 1024 * 1024;
/** What a registry answers to a manifest whose blobs or children it does not hold (distribution-spec 1.1, error codes). */
const unknownParts: ReadonlySet<string | undefined> = new Set(["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN"]);

export interface WalkContext {
    readonly source: Place;
    readonly target: Place;
    readonly bounds: Bounds;
    readonly blobs: BlobTable;
    readonly images: Gate;
    readonly progress: Progress;
}

/** One copy's way through the manifests: what is below a manifest is in the target before the manifest itself. */
export class Walk {
    /** What was streamed. */
    readonly moved = { blobs: 0, bytes: 0 };
    /** Bytes of all blobs and manifests so far, each once. */
    sizeBytes = 0;
    /** Digests of all manifests so far. */
    readonly digests = new Set<string>();
    private manifestBytes = 0;
    private readonly weighed = new Set<string>();
    private readonly brought = new Map<string, Promise<void>>();

    constructor(readonly context: WalkContext) {}

    /** Brings what is below a manifest, then the manifest under `reference`. @returns see Registry.pushManifest */
    async bring(manifest: Manifest, reference: string): Promise<{ readonly listsReferrer: boolean }> {
        const graph = graphOf(manifest);
        const act = async () => {
            await this.below(manifest, graph, 0, false);
            return this.put(manifest, graph, reference, 0);
        };
        return graph.isIndex ? act() : this.context.images.run(this.context.bounds, act);
    }

    /** Goes through a manifest that the target holds. */
    async visit(manifest: Manifest): Promise<void> {
        await this.below(manifest, graphOf(manifest), 0, true);
    }

    /** `isThere`: whether the target holds the manifest already. */
    private async below(manifest: Manifest, graph: Graph, depth: number, isThere: boolean): Promise<void> {
        this.note(manifest);
        if (depth > maxIndexDepth) {
            throw this.refusal(`${manifest.digest} lies more than ${maxIndexDepth} indexes deep`);
        }
        const bySize = [...graph.blobs].sort((one, other) => other.size - one.size);
        // A registry refuses an image whose blobs are absent (other copy tools rely on it, too), so an image that is
        // there is whole. Indexes without some of their images are allowed by some registries: those are looked at.
        const bringBlob = isThere && !graph.isIndex ? this.skip : this.blob;
        const acts = [
            ...bySize.map((blob) => () => bringBlob(blob)),
            ...graph.children.map((child) => () => this.child(child, depth + 1)),
        ];
        await this.context.bounds.all(acts, (act) => act());
    }

    private readonly skip = async (blob: Descriptor): Promise<void> => {
        this.weigh(blob.digest, blob.size);
        this.context.progress.expect(blob)?.done();
    };

    private readonly blob = async (blob: Descriptor): Promise<void> => {
        this.weigh(blob.digest, blob.size);
        const { source, target, bounds, blobs, progress } = this.context;
        const counter = progress.expect(blob);
        const passed = (bytes: number) => counter?.passed(bytes);
        if (await blobs.bring({ blob, source, target, bounds, passed })) {
            this.moved.blobs++;
            this.moved.bytes += blob.size;
        }
        counter?.done();
    };

    private child(child: Descriptor, depth: number): Promise<void> {
        let bringing = this.brought.get(child.digest);
        if (!bringing) {
            const act = () => this.bringChild(child, depth);
            // An index waits for its images, so only images take the places at the gate.
            bringing = isIndexType(child.mediaType) ? act() : this.context.images.run(this.context.bounds, act);
            this.brought.set(child.digest, bringing);
        }
        return bringing;
    }

    private async bringChild({ digest }: Descriptor, depth: number): Promise<void> {
        const { source, target, bounds } = this.context;
        const there = await readManifest(target, digest, bounds.options);
        if (there) {
            return this.below(there, graphOf(there), depth, true);
        }
        bounds.check();
        const manifest = await childManifest(source, digest, bounds.options);
        const graph = graphOf(manifest);
        await this.below(manifest, graph, depth, false);
        await this.put(manifest, graph, digest, depth);
    }

    private async put(manifest: Manifest, graph: Graph, reference: string, depth: number) {
        const { target, bounds, blobs } = this.context;
        const push = () => {
            bounds.check();
            return target.registry.pushManifest(target.repository, reference, manifest, bounds.options);
        };
        try {
            return await push();
        } catch (error) {
            if (!ImageSyncError.is(error) || !unknownParts.has(error.code)) {
                throw error;
            }
            const digests = graph.blobs.map(({ digest }) => digest);
            blobs.forget(target.repository, digests);
            graph.children.forEach(({ digest }) => this.brought.delete(digest));
            await this.below(manifest, graph, depth, false);
            return push();
        }
    }

    private note({ digest, bytes }: Manifest): void {
        if (this.digests.has(digest)) {
            return;
        }
        this.digests.add(digest);
        this.manifestBytes += bytes.length;
        this.weigh(digest, bytes.length);
        if (this.digests.size > maxManifests || this.manifestBytes > maxTotalBytes) {
            throw this.refusal(`more than ${maxManifests} manifests, or ${maxTotalBytes} bytes of them`);
        }
    }

    private weigh(digest: string, size: number): void {
        if (!this.weighed.has(digest)) {
            this.weighed.add(digest);
            this.sizeBytes += size;
        }
    }

    private refusal(problem: string): ImageSyncError {
        const { registry, repository, reference } = this.context.source;
        return new ImageSyncError({
            kind: "invalid",
            cloud: registry.host,
            action: `copy ${repository}:${reference}`,
            problem,
            advice: "no image is built like that; copy its parts by their digests",
        });
    }
}
