import { createHash } from "node:crypto";
import type { AlibabaLayer } from "../model";
import type { AlibabaStore } from "../store";

/** What a push carries; everything has a default. */
export interface NewAlibabaImage {
    /** 64 hexadecimal digits. The default follows from the layers: the same content has the same digest. */
    readonly digest?: string;
    /**
     * Sizes of the layers in bytes, from the bottom. All but the last are shared by the tags of a repository.
     * Default: two shared ones and one of the tag's own, together some ten megabytes.
     */
    readonly layerBytes?: readonly number[];
}

/** An image, ready to be tagged. */
interface BuiltImage {
    readonly digest: string;
    readonly layers: readonly AlibabaLayer[];
}

const MEBIBYTE = 1024 * 1024;

/** Makes an image for `<namespace>/<repository>`; `content` stands for what is in its last layer. */
function buildImage(path: string, content: string, { digest, layerBytes }: NewAlibabaImage = {}): BuiltImage {
    const sizes = layerBytes ?? [
        between(3, 5, `${path} base`),
        between(8, 24, `${path} runtime`),
        between(1, 12, content),
    ];
    const layers = sizes.map((sizeBytes, index) => {
        const holds = index === sizes.length - 1 ? content : path;
        return { digest: sha256(`layer ${index} ${sizeBytes} ${holds}`), sizeBytes };
    });
    return { digest: digest ?? sha256(layers.map((layer) => layer.digest).join(" ")), layers };
}

/** An image that somebody has built anew for a tag: it differs from everything that was ever pushed. */
function nextBuild(store: AlibabaStore, path: string, tag: string, image: NewAlibabaImage): BuiltImage {
    for (let build = 2; ; build += 1) {
        const built = buildImage(path, `${path}:${tag}, build ${build}`, image);
        if (!Object.hasOwn(store.state.images, built.digest)) {
            return built;
        }
    }
}

/**
 * Builds the image that a push of `<namespace>/<repository>:<tag>` carries, and keeps its layers.
 * @param isThere - Whether the repository has the tag already, so that this is another build of it.
 * @returns The image's digest.
 */
export function pushImage(
    store: AlibabaStore,
    path: string,
    tag: string,
    isThere: boolean,
    image: NewAlibabaImage,
): string {
    if (image.layerBytes?.length === 0) {
        throw new RangeError("layerBytes is empty, but an image has at least one layer");
    }
    const isNamed = image.digest !== undefined;
    const built =
        isThere && !isNamed
            ? nextBuild(store, path, tag, image)
            : buildImage(path, image.digest ?? `${path}:${tag}`, image);
    if (image.layerBytes !== undefined || !Object.hasOwn(store.state.images, built.digest)) {
        store.state.images[built.digest] = built.layers;
    }
    return built.digest;
}

/** The layers of an image; for one from a state that did not keep layers, they are made up from its digest. */
export function layersOf(store: AlibabaStore, digest: string): readonly AlibabaLayer[] {
    return store.state.images[digest] ?? buildImage(digest, digest).layers;
}

export function sizeOf(layers: readonly AlibabaLayer[]): number {
    return layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** A size that looks like one, always the same for the same text. */
function between(least: number, most: number, text: string): number {
    const fraction = parseInt(sha256(text).slice(0, 8), 16) / 0xffffffff;
    return Math.round((least + fraction * (most - least)) * MEBIBYTE);
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
