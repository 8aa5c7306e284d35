import type * as Zod from "zod";

/**
 * A schema that is made when it is first used. `imagesync copy` starts for every image of a pipeline, and loading zod
 * takes longer than finding out that there is nothing to do.
 */
export function lazily<T>(make: (z: typeof Zod.z) => T): () => T {
    let schema: T | undefined;
    return () => (schema ??= make((require("zod") as typeof Zod).z));
}
