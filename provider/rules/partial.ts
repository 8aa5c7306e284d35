/** A resource that was made but not proven: the engine records it with these properties, and the next `up` updates it. */
export class PartialFailure extends Error {
    readonly reasons: string[];

    constructor(
        readonly id: string,
        readonly properties: Record<string, unknown>,
        reason: string,
    ) {
        super(reason);
        this.name = "PartialFailure";
        this.reasons = [reason];
    }
}
