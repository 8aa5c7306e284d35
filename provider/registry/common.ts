/** Bounds and credentials of one call. */
export interface CallOptions {
    /** Nothing new is begun after this moment, milliseconds since the epoch. */
    readonly deadline: number;
}

export interface Validation {
    /** The args with every default filled, where nothing failed; else as given. */
    readonly args: Record<string, unknown>;
    /** One sentence each: `<property path>: <what is wrong>; <what is allowed>`. */
    readonly failures: readonly string[];
    /** What is legal but surely not meant, in the same form. */
    readonly warnings: readonly string[];
}
