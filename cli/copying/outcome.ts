/** What became of one image; a line of `--json`. */
export interface Outcome {
    readonly tag: string;
    /** In the source, where it is called otherwise. */
    readonly source?: string;
    /** `unchanged`: the target had it already. */
    readonly status: "copied" | "unchanged" | "failed" | "cancelled";
    readonly digest?: string;
    /** Of all its manifests and blobs; absent where none had to be read. */
    readonly sizeBytes?: number;
    readonly movedBytes: number;
    readonly movedBlobs: number;
    readonly referrers?: number;
    readonly seconds: number;
    readonly error?: string;
}

/** The last line of `--json`. */
export interface Summary {
    readonly copied: number;
    readonly unchanged: number;
    readonly failed: number;
    /** Interrupted, or not begun. */
    readonly cancelled: number;
    readonly movedBytes: number;
    readonly seconds: number;
}

export function summaryOf(outcomes: readonly Outcome[], wanted: number, seconds: number): Summary {
    const count = (status: Outcome["status"]): number => outcomes.filter((one) => one.status === status).length;
    const [copied, unchanged, failed] = [count("copied"), count("unchanged"), count("failed")];
    const movedBytes = outcomes.reduce((sum, one) => sum + one.movedBytes, 0);
    return { copied, unchanged, failed, cancelled: wanted - copied - unchanged - failed, movedBytes, seconds };
}
