import type { Clock } from "../../../process/clock";
import type { Descriptor } from "../../registry/port";
import type { CopyProgress } from "../port";

/** Milliseconds between two tellings, except the last. */
const tellEveryMs = 100;

/** Counts the distinct blobs of one copy and tells how far they are. */
export class Progress {
    private readonly seen = new Set<string>();
    private readonly layers = { done: 0, total: 0 };
    private readonly bytes = { done: 0, total: 0 };
    private toldAt = -Infinity;

    constructor(
        private readonly clock: Clock,
        private readonly listener?: (progress: CopyProgress) => void,
    ) {}

    /** A blob that the copy takes care of; undefined where it is counted already. */
    expect(blob: Descriptor): Counter | undefined {
        if (this.seen.has(blob.digest)) {
            return undefined;
        }
        this.seen.add(blob.digest);
        this.layers.total++;
        this.bytes.total += blob.size;
        return this.counter(blob.size);
    }

    /** The last word of a copy, whenever the one before was. */
    finish(): void {
        this.tell(true);
    }

    private counter(size: number): Counter {
        let counted = 0;
        const passed = (bytes: number) => {
            const more = Math.min(size, bytes) - counted;
            if (more > 0) {
                counted += more;
                this.bytes.done += more;
                this.tell(false);
            }
        };
        const done = () => {
            passed(size);
            this.layers.done++;
            this.tell(false);
        };
        return { passed, done };
    }

    private tell(isLast: boolean): void {
        const now = this.clock.now();
        if (this.listener && (isLast || now - this.toldAt >= tellEveryMs)) {
            this.toldAt = now;
            this.listener({ layers: { ...this.layers }, bytes: { ...this.bytes } });
        }
    }
}

/** One blob's part of the figures. */
export interface Counter {
    /** So many bytes of it have passed in this attempt; a second attempt counts where it gets farther than the first. */
    passed(bytes: number): void;
    /** It is in the target. */
    done(): void;
}
