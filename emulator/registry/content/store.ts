import { z } from "zod";
import { blobBytes, type BlobSource } from "./blob";
import type { BlobFolder } from "./folder";
import { digestsOf, type LayerDigests, type LayerRecipe } from "./layer";
import { Links } from "./links";
import { type Descriptor, isForeign, type Manifest, neededBlobs, parseManifest, sha256 } from "./manifest";

const saved = z.object({
    /** base64, a layer's recipe, or the length of a file in the folder. */
    blobs: z.record(
        z.string(),
        z.union([z.string(), z.object({ seed: z.string(), sizeBytes: z.number() }), z.number()]),
    ),
    manifests: z.record(z.string(), z.object({ mediaType: z.string(), body: z.string() })),
    links: z.record(z.string(), z.object({ manifests: z.array(z.string()), blobs: z.array(z.string()) })),
});

/** All content of the emulated registries by its digest, and which repository holds what of it. */
export class ContentStore {
    private readonly blobs = new Map<string, BlobSource>();
    private readonly manifests = new Map<string, Manifest>();
    private readonly links = new Links();

    /**
     * @param folder - Where uploads that are too large for memory go.
     * @param changed - Called after every change.
     */
    constructor(
        readonly folder: BlobFolder,
        private readonly changed: () => void,
    ) {}

    blob(digest: string): BlobSource | undefined {
        return this.blobs.get(digest);
    }

    manifest(digest: string): Manifest | undefined {
        return this.manifests.get(digest);
    }

    /** Keeps a blob whose digest is known to be this. */
    addBlob(digest: string, source: BlobSource): void {
        this.blobs.set(digest, source);
        this.changed();
    }

    addBytes(content: string | Buffer, mediaType: string): Descriptor {
        const bytes = Buffer.from(content);
        const digest = sha256(bytes);
        this.addBlob(digest, { kind: "bytes", bytes });
        return { mediaType, digest, size: bytes.length };
    }

    /** Keeps a layer that is generated when it is read. */
    addLayer(recipe: LayerRecipe): LayerDigests {
        const digests = digestsOf(recipe);
        this.addBlob(digests.digest, { kind: "layer", recipe });
        return digests;
    }

    /** @throws RegistryError MANIFEST_INVALID. */
    addManifest(body: string, mediaType: string): Manifest {
        const manifest = parseManifest(body, mediaType);
        this.keepManifest(manifest);
        return manifest;
    }

    keepManifest(manifest: Manifest): void {
        this.manifests.set(manifest.digest, manifest);
        this.changed();
    }

    /**
     * Lets a repository hold a manifest with everything that it needs, as a sync does; what is attached to it (a
     * signature) does not come along. Of a digest without content nothing is held.
     */
    hold(repositoryId: string, digest: string): void {
        const manifest = this.manifests.get(digest);
        if (manifest === undefined) {
            return;
        }
        const { manifests, blobs } = this.links.of(repositoryId);
        manifests.add(digest);
        neededBlobs(manifest).forEach((blob) => blobs.add(blob.digest));
        manifest.children.forEach((child) => this.hold(repositoryId, child.digest));
        this.changed();
    }

    /** Lets a repository hold a manifest alone: what it needs must be there. */
    holdManifest(repositoryId: string, digest: string): void {
        this.links.of(repositoryId).manifests.add(digest);
        this.changed();
    }

    holdBlob(repositoryId: string, digest: string): void {
        this.links.of(repositoryId).blobs.add(digest);
        this.changed();
    }

    /** A manifest that a repository holds. */
    heldManifest(repositoryId: string, digest: string): Manifest | undefined {
        return this.links.of(repositoryId).manifests.has(digest) ? this.manifests.get(digest) : undefined;
    }

    /** A blob that a repository holds. */
    heldBlob(repositoryId: string, digest: string): BlobSource | undefined {
        return this.links.of(repositoryId).blobs.has(digest) ? this.blobs.get(digest) : undefined;
    }

    /** The manifests that a repository holds, in the order in which they came. */
    manifestsOf(repositoryId: string): readonly Manifest[] {
        return [...this.links.of(repositoryId).manifests].flatMap((digest) => this.manifests.get(digest) ?? []);
    }

    /** Takes a manifest from a repository; its blobs stay. */
    dropManifest(repositoryId: string, digest: string): void {
        this.links.of(repositoryId).manifests.delete(digest);
        this.changed();
    }

    /** The layers of an image, or of all images of an index, each once; undefined for a digest without content. */
    layersOf(digest: string): readonly Descriptor[] | undefined {
        const manifest = this.manifests.get(digest);
        if (manifest === undefined) {
            return undefined;
        }
        const children = manifest.children.flatMap((child) => this.layersOf(child.digest) ?? []);
        const layers = [...manifest.layers.filter((layer) => !isForeign(layer)), ...children];
        return [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
    }

    /** What an API tells as the size of an image: its layers together. Undefined for a digest without content. */
    sizeOf(digest: string): number | undefined {
        return this.layersOf(digest)?.reduce((sum, { size }) => sum + size, 0);
    }

    save(): unknown {
        const blobs = [...this.blobs].map(([digest, source]) => [digest, savedBlob(source)] as const);
        const manifests = [...this.manifests].map(
            ([digest, { mediaType, body }]) => [digest, { mediaType, body }] as const,
        );
        return {
            blobs: Object.fromEntries(blobs),
            manifests: Object.fromEntries(manifests),
            links: this.links.save(),
        } satisfies z.infer<typeof saved>;
    }

    /** @throws Error for data that `save` has not given. */
    load(state: unknown): void {
        const { blobs, manifests, links } = saved.parse(state);
        for (const [digest, blob] of Object.entries(blobs)) {
            this.blobs.set(digest, this.loadedBlob(digest, blob));
        }
        for (const [digest, { mediaType, body }] of Object.entries(manifests)) {
            this.manifests.set(digest, parseManifest(body, mediaType));
        }
        this.links.load(links);
    }

    private loadedBlob(digest: string, blob: z.infer<typeof saved>["blobs"][string]): BlobSource {
        if (typeof blob === "string") {
            return { kind: "bytes", bytes: Buffer.from(blob, "base64") };
        }
        return typeof blob === "number"
            ? { kind: "file", file: this.folder.fileOf(digest), sizeBytes: blob }
            : { kind: "layer", recipe: blob };
    }
}

function savedBlob(source: BlobSource): z.infer<typeof saved>["blobs"][string] {
    switch (source.kind) {
        case "bytes":
            return source.bytes.toString("base64");
        case "layer":
            return source.recipe;
        case "file":
            return blobBytes(source);
    }
}
