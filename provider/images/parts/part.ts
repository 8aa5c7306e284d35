import type { ImageSyncSpec, SyncedImages } from "../../model";

/** The sync of one repository: all of a sync that names its repository, a piece of one that is of a whole rule. */
export interface Part {
    /** With `repository` at both ends. */
    readonly spec: ImageSyncSpec;
    /** What its tags are called by in `images`: nothing, or the target's repository and a colon. */
    readonly prefix: string;
    /** Whether a list named the repository, and nobody else: it may hold nothing, or be gone by now. */
    readonly listed: boolean;
}

/** What is recorded of a part, by the tags alone. */
export function imagesOf({ prefix }: Part, images: SyncedImages = {}): SyncedImages {
    const own = Object.entries(images).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(own.map(([name, image]) => [name.slice(prefix.length), image]));
}

/** Images of a part as they are recorded. */
export function named({ prefix }: Part, images: SyncedImages): SyncedImages {
    return Object.fromEntries(Object.entries(images).map(([tag, image]) => [`${prefix}${tag}`, image]));
}

/** The part of a whole rule that one repository of its source is; `maxTags` is for all parts together. */
export function partOf(spec: ImageSyncSpec, repository: string): Part {
    const into = spec.target.repository ?? repository;
    return {
        prefix: `${into}:`,
        listed: spec.source.repository === undefined,
        spec: {
            ...spec,
            source: { ...spec.source, repository },
            target: { ...spec.target, repository: into },
            tagFilter: spec.rule?.tagFilter,
            maxTags: Infinity,
        },
    };
}
