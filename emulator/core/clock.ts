import type { Clock } from "../types";

/** Real time. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved: for tests of anything that expires. */
export class ManualClock implements Clock {
    /** @param millis - Where the clock stands at first, in milliseconds since the epoch. */
    constructor(private millis = Date.UTC(2026, 0, 1)) {}

    now(): number {
        return this.millis;
    }

    /** Moves the clock by `millis` milliseconds; a negative number moves it back. */
    advance(millis: number): void {
        this.millis += millis;
    }
}
