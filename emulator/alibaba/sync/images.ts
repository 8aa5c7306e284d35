import { createHash } from "node:crypto";
import { makeImage, makeIndex, makeSignature } from "../../registry/content/images";
import type { ContentStore } from "../../registry/content/store";
import type { CloudContext } from "../../types";
import type { AlibabaLayer } from "../model";
import type { AlibabaStore } from "../store";

/** What a push carries; everything has a default. */
export interface NewAlibabaImage {
    /**
     * 64 hexadecimal digits. The default follows from the layers: the same content has the same digest. A digest that
     * is given, and that no registry of the emulator has the content of, is a tag of the API alone: a pull of it
     * answers MANIFEST_UNKNOWN.
     */
    readonly digest?: string;
    /**
     * Sizes of the layers in bytes, from the bottom. All but the last are shared by the tags of a repository.
     * Default: two shared ones and one of the tag's own, together some tens of kilobytes.
     */
    readonly layerBytes?: readonly number[];
    /** Makes an index of these, such as `linux/arm64`. Default: an image for `linux/amd64`, without an index. */
    readonly platforms?: readonly string[];
    /** Whether something like a signature is attached to it by `subject`; default false. */
    readonly signed?: boolean;
}

/** An image that was pushed. */
export interface PushedImage {
    /** Without `sha256:`, like the one below. */
    readonly digest: string;
    readonly signature?: string;
}

const PREFIX = "sha256:";

/**
 * Makes the image that a push of `<namespace>/<repository>:<tag>` carries.
 * @param isThere - Whether the repository has the tag already, so that this is another build of it.
 * @throws RangeError for layers that make no sense.
 */
export function pushImage(
    store: AlibabaStore,
    context: CloudContext,
    { path, tag, isThere }: { readonly path: string; readonly tag: string; readonly isThere: boolean },
    image: NewAlibabaImage,
): PushedImage {
    const { digest, layerBytes, platforms, signed } = image;
    if (layerBytes?.length === 0) {
        throw new RangeError("layerBytes is empty, but an image has at least one layer");
    }
    if (digest !== undefined) {
        if (layerBytes !== undefined || !Object.hasOwn(store.state.images, digest)) {
            store.state.images[digest] = madeUpLayers(digest, layerBytes);
        }
        return { digest };
    }
    const built = `${path}:${tag}`;
    const build = isThere ? 1 + context.sequence(`alibaba-build ${built}`) : 1;
    const made = { path, content: build === 1 ? built : `${built}, build ${build}`, layerBytes };
    const { content } = context;
    const manifest = platforms === undefined ? makeImage(content, made) : makeIndex(content, { ...made, platforms });
    return {
        digest: bare(manifest.digest),
        ...(signed === true && { signature: bare(makeSignature(content, manifest).digest) }),
    };
}

/**
 * The layers of an image. For a digest without content they are what its push has said; for one from a state that did
 * not keep layers, they are made up from its digest.
 */
export function layersOf(store: AlibabaStore, content: ContentStore, digest: string): readonly AlibabaLayer[] {
    const layers = content.layersOf(PREFIX + digest);
    return (
        layers?.map((layer) => ({ digest: bare(layer.digest), sizeBytes: layer.size })) ??
        store.state.images[digest] ??
        madeUpLayers(digest)
    );
}

export function sizeOf(layers: readonly AlibabaLayer[]): number {
    return layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Lets a repository hold an image, where there is any content of it. */
export function holdImage(content: ContentStore, repositoryId: string, digest: string): void {
    content.hold(repositoryId, PREFIX + digest);
}

function madeUpLayers(digest: string, sizes: readonly number[] = [8192, 16_384, 4096]): AlibabaLayer[] {
    return sizes.map((sizeBytes, index) => ({
        digest: createHash("sha256").update(`layer ${index} ${sizeBytes} ${digest}`).digest("hex"),
        sizeBytes,
    }));
}

function bare(digest: string): string {
    return digest.slice(PREFIX.length);
}
