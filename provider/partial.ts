/** A resource that was made but not proven: the engine records it with these properties, and the next `up` updates it. */
export class PartialFailure extends Error {
    /** What the engine shows in the place of the message. */
    readonly reasons: string[];

    constructor(
        readonly id: string,
        readonly properties: Record<string, unknown>,
        reasons: string | readonly string[],
    ) {
        const list = [reasons].flat();
        super(list.join("; "));
        this.name = "PartialFailure";
        this.reasons = list;
    }
}
