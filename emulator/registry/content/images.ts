import { createHash } from "node:crypto";
import { digestsOf, type LayerRecipe } from "./layer";
import { type Manifest, MEDIA_TYPES, parseManifest, sha256 } from "./manifest";
import type { ContentStore } from "./store";

/** What is in an image. The same content gives the same digest, in every cloud and every time. */
export interface ImageContent {
    /** `<namespace>/<repository>`: images of one path and platform share all layers but the last. */
    readonly path: string;
    /** Stands for what is in the last layer. */
    readonly content: string;
    /**
     * Sizes of the layers in bytes, from the bottom; at least one. Default: two shared ones and one of the image's
     * own, some tens of kilobytes together.
     */
    readonly layerBytes?: readonly number[];
    /** Default: `linux/amd64`. */
    readonly platform?: string;
}

const KIBIBYTE = 1024;
const DEFAULT_PLATFORM = "linux/amd64";
/** Fixed, so that digests do not depend on the day. */
const CREATED = "2026-01-01T00:00:00Z";
const HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json";
const HELM_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const COSIGN_SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json";
const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

/** An image that is made, with what its store has to keep. */
interface BuiltImage {
    readonly manifest: Manifest;
    readonly config: string;
    readonly layers: readonly LayerRecipe[];
}

/** Every emulator of a process starts with the same images, and instances of one share theirs. */
const known = new Map<string, BuiltImage>();
const MAX_KNOWN = 10_000;

/**
 * Makes an OCI image of one platform.
 * @throws RangeError without layers, or for one whose size is no number of bytes.
 */
export function makeImage(store: ContentStore, image: ImageContent): Manifest {
    const { path, content, layerBytes, platform } = image;
    const key = JSON.stringify([path, content, layerBytes, platform]);
    const built = known.get(key) ?? buildImage(image);
    if (known.size >= MAX_KNOWN) {
        known.clear();
    }
    known.set(key, built);
    built.layers.forEach((layer) => store.addLayer(layer));
    store.addBytes(built.config, MEDIA_TYPES.config);
    store.keepManifest(built.manifest);
    return built.manifest;
}

/** Makes an OCI index with an image for each platform. */
export function makeIndex(
    store: ContentStore,
    { platforms, ...image }: Omit<ImageContent, "platform"> & { readonly platforms: readonly string[] },
): Manifest {
    const manifests = platforms.map((platform) => {
        const [os, architecture] = platform.split("/");
        const { mediaType, digest, sizeBytes } = makeImage(store, { ...image, platform });
        return { mediaType, digest, size: sizeBytes, platform: { os, architecture } };
    });
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
    return store.addManifest(JSON.stringify(index), MEDIA_TYPES.index);
}

/** Makes a Helm chart as an OCI artifact. */
export function makeChart(
    store: ContentStore,
    { name, version, sizeBytes = 8 * KIBIBYTE }: { name: string; version: string; sizeBytes?: number },
): Manifest {
    const { digest } = store.addLayer({ seed: `chart ${name} ${version}`, sizeBytes });
    const chart = { apiVersion: "v2", type: "application", name, version };
    return store.addManifest(
        JSON.stringify({
            schemaVersion: 2,
            mediaType: MEDIA_TYPES.image,
            config: store.addBytes(JSON.stringify(chart), HELM_CONFIG),
            layers: [{ mediaType: HELM_CHART, digest, size: sizeBytes }],
            annotations: { "org.opencontainers.image.title": name, "org.opencontainers.image.version": version },
        }),
        MEDIA_TYPES.image,
    );
}

/** Makes something like a signature: an artifact whose `subject` is the manifest. It proves nothing. */
export function makeSignature(store: ContentStore, subject: Manifest): Manifest {
    const payload = { critical: { image: { "docker-manifest-digest": subject.digest }, type: "emulated signature" } };
    const signature = createHash("sha256").update(`signature of ${subject.digest}`).digest("base64");
    return store.addManifest(
        JSON.stringify({
            schemaVersion: 2,
            mediaType: MEDIA_TYPES.image,
            artifactType: COSIGN_SIGNATURE,
            config: store.addBytes("{}", MEDIA_TYPES.empty),
            layers: [
                {
                    ...store.addBytes(JSON.stringify(payload), SIMPLE_SIGNING),
                    annotations: { "dev.cosignproject.cosign/signature": signature },
                },
            ],
            subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.sizeBytes },
        }),
        MEDIA_TYPES.image,
    );
}

function buildImage(image: ImageContent): BuiltImage {
    const { platform = DEFAULT_PLATFORM } = image;
    const [os = "", architecture = ""] = platform.split("/");
    const layers = layersOf(image, platform);
    const digests = layers.map(digestsOf);
    const config = JSON.stringify({
        created: CREATED,
        os,
        architecture,
        config: { Entrypoint: ["/data"], Labels: { content: image.content } },
        rootfs: { type: "layers", diff_ids: digests.map(({ diffId }) => diffId) },
        history: layers.map((_, index) => ({ created: CREATED, created_by: `COPY layer ${index + 1}` })),
    });
    const manifest = {
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.image,
        config: { mediaType: MEDIA_TYPES.config, digest: sha256(config), size: Buffer.byteLength(config) },
        layers: layers.map(({ sizeBytes }, index) => ({
            mediaType: MEDIA_TYPES.layer,
            digest: digests[index]?.digest,
            size: sizeBytes,
        })),
    };
    return { manifest: parseManifest(JSON.stringify(manifest), MEDIA_TYPES.image), config, layers };
}

function layersOf({ path, content, layerBytes }: ImageContent, platform: string): LayerRecipe[] {
    const base = platform === DEFAULT_PLATFORM ? path : `${path} ${platform}`;
    const own = platform === DEFAULT_PLATFORM ? content : `${content} ${platform}`;
    const sizes = layerBytes ?? [
        between(8, 16, `${base} base`),
        between(16, 32, `${base} runtime`),
        between(2, 6, own),
    ];
    if (sizes.length === 0 || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
        throw new RangeError(`layerBytes is [${sizes.join(", ")}], but must be at least one number of bytes`);
    }
    return sizes.map((sizeBytes, index) => ({
        seed: `layer ${index} ${index === sizes.length - 1 ? own : base}`,
        sizeBytes,
    }));
}

/** A size in bytes between so many KiB, always the same for the same text. */
function between(least: number, most: number, text: string): number {
    const fraction = createHash("sha256").update(text).digest().readUInt32BE() / 0xffffffff;
    return Math.round((least + fraction * (most - least)) * KIBIBYTE);
}
