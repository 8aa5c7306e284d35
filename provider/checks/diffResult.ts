/** What a change of the declaration needs: nothing, an update, or a replacement. */
export interface DiffResult {
    readonly changes: boolean;
    /** Top-level properties that make a replacement necessary. */
    readonly replaces: string[];
    readonly deleteBeforeReplace: boolean;
}
