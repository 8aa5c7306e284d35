import { makeImage } from "../../registry/content/images";
import type { CloudContext } from "../../types";
import type { HuaweiRepository, HuaweiTag } from "../world/state";

/**
 * What a push carries. Without `digest` a small real image is made: the same `content` gives the same digest, in
 * whatever repository, and by default that is its path and the tag; `sizeBytes` is then the size of its one layer. A
 * `digest` that no registry of the emulator has the content of exists in the API alone: a pull answers MANIFEST_UNKNOWN.
 */
export type NewHuaweiImage = Partial<Pick<HuaweiTag, "digest" | "sizeBytes">> & { readonly content?: string };

/** Whose lower layers the images have whose content is told: the same content is the same image in every repository. */
const anyPath = "any/repository";

/** The size of a digest without content, where none is given. */
const unknownBytes = 1_048_576;

function make({ content }: CloudContext, path: string, tag: string, image: NewHuaweiImage): string {
    const layerBytes = image.sizeBytes === undefined ? undefined : [image.sizeBytes];
    return image.content === undefined
        ? makeImage(content, { path, content: `${path}:${tag}`, layerBytes }).digest
        : makeImage(content, { path: anyPath, content: image.content, layerBytes }).digest;
}

/** What the API tells of a pushed image. */
export function imageOf(
    context: CloudContext,
    path: string,
    tag: string,
    image: NewHuaweiImage,
): Pick<HuaweiTag, "digest" | "sizeBytes"> {
    const digest = image.digest ?? make(context, path, tag, image);
    return { digest, sizeBytes: context.content.sizeOf(digest) ?? image.sizeBytes ?? unknownBytes };
}

/** By which the content store knows a repository: numbers of repositories are never given twice. */
export function contentIdOf({ id }: Pick<HuaweiRepository, "id">): string {
    return `huawei-repository-${id}`;
}

/** Lets a repository have the content of a digest, where there is any. */
export function holdImage({ content }: CloudContext, repository: Pick<HuaweiRepository, "id">, digest: string): void {
    content.hold(contentIdOf(repository), digest);
}
