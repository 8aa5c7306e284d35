import type { ImageStatus, SyncedImage, SyncedImages } from "../provider/model";

/** So many tags are named in an error. */
const namedTags = 10;

/** Statuses in which the target holds, as far as can be told, what was declared. */
const arrived: readonly ImageStatus[] = ["synced", "unverified"];

/** Where images are in the target; a part that is not known is undefined. */
interface Place {
    readonly cloud?: string;
    readonly host?: string;
    readonly namespace?: string;
    readonly repository?: string;
}

/**
 * The image of a tag in the target.
 *
 * @throws Error that names the tags there are, where this is none of them
 */
export function imageOf(urn: string, images: SyncedImages | undefined, tag: string): SyncedImage {
    const image = images && Object.hasOwn(images, tag) ? images[tag] : undefined;
    if (image === undefined) {
        throw failure(urn, `no image ${JSON.stringify(tag)}; by their tags in the target, ${listed(images)}`);
    }
    return image;
}

/**
 * The reference of an image by its digest: `host/namespace/repository@sha256:…`. A generic target need not have a
 * namespace; the images of a whole rule name their repository themselves, `repository:tag`.
 *
 * @throws Error where a part of it is not known, or the target does not hold what was declared
 */
export function referenceTo(urn: string, images: SyncedImages | undefined, tag: string, place: Place): string {
    const { status, digest, issue } = imageOf(urn, images, tag);
    const subject = `no reference to image ${JSON.stringify(tag)}`;
    if (!arrived.includes(status)) {
        throw failure(urn, `${subject}: it is ${status}${issue === undefined ? "" : ` (${issue})`}`);
    }
    const { cloud, host, namespace } = place;
    const repository = tag.includes(":") ? tag.slice(0, tag.lastIndexOf(":")) : place.repository;
    const parts = { host, ...(cloud === "generic" && namespace === undefined ? {} : { namespace }), repository };
    const unknown = Object.entries({ ...parts, digest }).flatMap(([part, value]) => (value ? [] : [part]));
    if (unknown.length > 0) {
        throw failure(urn, `${subject}: its ${unknown.join(" and ")} in the target is not known`);
    }
    return `${Object.values(parts).join("/")}@${digest}`;
}

function listed(images: SyncedImages | undefined): string {
    const tags = Object.keys(images ?? {}).sort();
    if (tags.length === 0) {
        return "there are none";
    }
    const more = tags.length > namedTags ? ` and ${tags.length - namedTags} more` : "";
    return `there are ${tags
        .slice(0, namedTags)
        .map((tag) => JSON.stringify(tag))
        .join(", ")}${more}`;
}

function failure(urn: string, problem: string): Error {
    return new Error(`ManualImageSync "${urn.slice(urn.lastIndexOf("::") + 2)}": ${problem}`);
}
