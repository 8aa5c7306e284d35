import type { Descriptor } from "../port";
import { oddAnswer, type Asked } from "../wire/errors";

/**
 * The bytes of a blob on their way into one or more requests: takes them in once, hands them out in parts of a told
 * length, and notices a target that takes nothing any more.
 */
export class Outgoing {
    private readonly source: AsyncIterator<Buffer>;
    private rest: Buffer | undefined;
    private sent = 0;
    /** What the source itself has thrown: it is told rather than the broken request that follows from it. */
    failure: { readonly error: unknown } | undefined;

    constructor(
        bytes: AsyncIterable<Buffer>,
        private readonly blob: Descriptor,
        private readonly asked: Asked,
        private readonly stallMs: number,
    ) {
        this.source = bytes[Symbol.asyncIterator]();
    }

    /** The next `length` bytes. `stalled` is called where a piece is not taken within the time. */
    async *part(length: number, stalled: () => void): AsyncGenerator<Buffer, void> {
        let isOffered = false;
        const timer = setTimeout(() => isOffered && stalled(), this.stallMs);
        try {
            for (let left = length; left > 0;) {
                const piece = this.rest ?? (await this.pull());
                if (!piece) {
                    const problem = `the blob ended after ${this.sent} bytes`;
                    this.fail(oddAnswer(this.asked, problem, "transient", "SIZE"));
                }
                const now = piece.length > left ? piece.subarray(0, left) : piece;
                this.rest = piece.length > left ? piece.subarray(left) : undefined;
                left -= now.length;
                this.sent += now.length;
                if (this.sent === this.blob.size) {
                    await this.ends();
                }
                isOffered = true;
                timer.refresh();
                yield now;
                isOffered = false;
            }
        } finally {
            clearTimeout(timer);
        }
    }

    /** Tells the source that nothing more is wanted. */
    async end(): Promise<void> {
        await this.source.return?.().then(undefined, () => undefined);
    }

    /** Before its last piece goes out a blob is known to be whole: who verifies it does so when it ends. */
    private async ends(): Promise<void> {
        if (this.rest ?? (await this.pull())) {
            this.fail(oddAnswer(this.asked, `the blob has more than its ${this.blob.size} bytes`, "transient", "SIZE"));
        }
    }

    private async pull(): Promise<Buffer | undefined> {
        try {
            for (;;) {
                const next = await this.source.next();
                if (next.done || next.value.length > 0) {
                    return next.done ? undefined : next.value;
                }
            }
        } catch (error) {
            return this.fail(error);
        }
    }

    private fail(error: unknown): never {
        this.failure = { error };
        throw error;
    }
}
