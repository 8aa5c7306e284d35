import type { CopyProgress } from "../../../provider/oci/copy";
import type { Clock } from "../../../provider/process/clock";
import { bytesText } from "./text";
import type { Watch } from "./watch";

/** How long (milliseconds) nothing is said of an image after a line about it. */
const everyMs = 5_000;

interface Told {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly bytes: number;
}

/** A line for each image that has been on its way for some seconds: for logs. */
export class Lines implements Watch {
    private readonly told = new Map<string, Told>();

    constructor(
        private readonly clock: Clock,
        private readonly write: (line: string) => void,
    ) {}

    progress(tag: string, { layers, bytes }: CopyProgress): void {
        const now = this.clock.now();
        const last = this.told.get(tag);
        if (last && now - last.at < everyMs) {
            return;
        }
        this.told.set(tag, { at: now, bytes: bytes.done });
        if (last) {
            const rate = (bytes.done - last.bytes) / ((now - last.at) / 1000);
            const parts = [
                `${layers.done} of ${layers.total} layers`,
                `${bytesText(bytes.done)} of ${bytesText(bytes.total)}`,
                `${bytesText(Math.round(rate))}/s`,
            ];
            this.write(`copying ${tag}: ${parts.join(", ")}`);
        }
    }

    done(tag: string): void {
        this.told.delete(tag);
    }

    stop(): void {
        this.told.clear();
    }
}
