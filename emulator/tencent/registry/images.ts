import { makeChart, makeImage } from "../../registry/content/images";
import type { TencentRepository, TencentTag } from "../world/state";
import type { TencentStore } from "../world/store";

/**
 * What a push carries. Without `digest` a small real image (or chart) is made: the same `content` gives the same digest,
 * in whatever repository, and by default that is its path and the tag; `sizeBytes` is then the size of its one layer. A `digest`
 * that no registry of the emulator has the content of exists in the API alone: a pull answers MANIFEST_UNKNOWN.
 */
export type NewTencentImage = Partial<Pick<TencentTag, "digest" | "sizeBytes" | "kind">> & {
    readonly content?: string;
};

/** Whose lower layers the images have whose content is told: the same content is the same image in every repository. */
const anyPath = "any/repository";

/** The size of a digest without content, where none is given. */
const unknownBytes = 1_048_576;

function make(store: TencentStore, path: string, tag: string, image: NewTencentImage): string {
    const { content } = store.context;
    const { sizeBytes, kind } = image;
    if (kind === "chart") {
        return makeChart(content, { name: image.content ?? path, version: tag, sizeBytes }).digest;
    }
    const layerBytes = sizeBytes === undefined ? undefined : [sizeBytes];
    return image.content === undefined
        ? makeImage(content, { path, content: `${path}:${tag}`, layerBytes }).digest
        : makeImage(content, { path: anyPath, content: image.content, layerBytes }).digest;
}

/** What the API tells of a pushed image. */
export function imageOf(
    store: TencentStore,
    path: string,
    tag: string,
    image: NewTencentImage,
): Pick<TencentTag, "digest" | "sizeBytes" | "kind"> {
    const digest = image.digest ?? make(store, path, tag, image);
    const sizeBytes = store.context.content.sizeOf(digest) ?? image.sizeBytes ?? unknownBytes;
    return { digest, sizeBytes, kind: image.kind ?? "image" };
}

/** Lets a repository have the content of a tag, where there is any. */
export function holdImage(store: TencentStore, repository: TencentRepository, { digest }: TencentTag): void {
    store.context.content.hold(repository.id, digest);
}
