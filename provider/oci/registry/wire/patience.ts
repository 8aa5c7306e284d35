import type { Clock } from "../../../process/clock";
import { ImageSyncError } from "../../../errors";
import type { OciOptions } from "../port";
import type { Asked } from "./errors";

/** Time as one request has it: a pause ends with the signal, nothing begins after the deadline. */
export class Patience implements Clock {
    constructor(
        private readonly clock: Clock,
        private readonly options: OciOptions,
    ) {}

    now(): number {
        return this.clock.now();
    }

    random(): number {
        return this.clock.random();
    }

    /** @throws the signal's reason */
    async sleep(milliseconds: number): Promise<void> {
        const { signal } = this.options;
        signal?.throwIfAborted();
        let end: (() => void) | undefined;
        const aborted = new Promise<void>((_, reject) => {
            end = () => reject(signal?.reason as Error);
            signal?.addEventListener("abort", end, { once: true });
        });
        try {
            await Promise.race([this.clock.sleep(milliseconds), aborted]);
        } finally {
            signal?.removeEventListener("abort", end ?? (() => undefined));
        }
    }

    /** @throws ImageSyncError `transient` after the deadline, the signal's reason where that has come */
    check(asked: Asked): void {
        this.options.signal?.throwIfAborted();
        if (this.clock.now() > this.options.deadline) {
            throw new ImageSyncError({
                kind: "transient",
                cloud: asked.host,
                action: `${asked.method} ${asked.path}`,
                problem: "not begun, the time is up",
                code: "DEADLINE",
                advice: "run again, or give it more time (timeoutSeconds)",
            });
        }
    }
}
