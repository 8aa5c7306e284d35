/** The options of `imagesync copy`, as commander gives them. */
export interface CopyOptions {
    readonly tags?: readonly string[];
    readonly tagFilter?: string;
    readonly platforms?: readonly string[];
    readonly referrers?: boolean;
    readonly override?: boolean;
    readonly fromAccount?: string;
    readonly toAccount?: string;
    readonly json?: boolean;
}

/** What the user wrote cannot be done as it is: shown without a stack. */
export class UsageError extends Error {}
