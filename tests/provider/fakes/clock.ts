import type { Clock } from "../../../provider/process/clock";

/** Time that passes only in `sleep` and `advance`, and chance that is always the same. */
export class FakeClock implements Clock {
    /** Every pause that was asked for, in milliseconds. */
    readonly slept: number[] = [];

    constructor(
        private millis = Date.now(),
        public chance = 0.5,
    ) {}

    now(): number {
        return this.millis;
    }

    random(): number {
        return this.chance;
    }

    /** Lets everything else that is ready run, then the pause is over. */
    async sleep(milliseconds: number): Promise<void> {
        this.slept.push(milliseconds);
        await new Promise((resolve) => setImmediate(resolve));
        this.millis += milliseconds;
    }

    advance(milliseconds: number): void {
        this.millis += milliseconds;
    }
}
