import type { Clock } from "./process/clock";
import { ImageSyncError } from "./errors";

/** How a refused or failed request is tried again. One literal, one place. */
export const retryPolicy = {
    /** Tries in all, the first included, for faults of the moment. */
    transientAttempts: 5,
    /** Throttling is not a fault: it is waited out longer. */
    throttledAttempts: 12,
    /** Milliseconds; doubles with every try. */
    baseDelayMs: 200,
    maxDelayMs: 10_000,
    /** A cloud's own retry-after is believed up to here. */
    maxRetryAfterMs: 60_000,
} as const;

export interface RetryOptions {
    readonly clock: Clock;
    /** No new try begins after this moment (milliseconds since the epoch). */
    readonly deadline?: number;
    /** A write is sent again only when the cloud has surely not acted on it. */
    readonly write: boolean;
}

/**
 * Calls until it succeeds, fails for good, or the tries or the time are used up; the last error is thrown.
 * A write whose answer was lost is thrown at once: its caller has to look before it acts again.
 */
export async function retry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await call();
        } catch (error) {
            if (!worthRetrying(error, attempt, options.write)) {
                throw error;
            }
            const delay = delayBefore(error, attempt, options.clock);
            if (options.deadline !== undefined && options.clock.now() + delay > options.deadline) {
                throw error;
            }
            await options.clock.sleep(delay);
        }
    }
}

function worthRetrying(error: unknown, attempt: number, write: boolean): error is ImageSyncError {
    if (!ImageSyncError.is(error) || (write && error.acted === "maybe")) {
        return false;
    }
    if (error.kind === "throttled") {
        return attempt < retryPolicy.throttledAttempts;
    }
    return error.kind === "transient" && attempt < retryPolicy.transientAttempts;
}

/** Half of a doubling span, and by chance up to as much again; never less than what the cloud asks for. */
function delayBefore(error: ImageSyncError, attempt: number, clock: Clock): number {
    const span = Math.min(retryPolicy.maxDelayMs, retryPolicy.baseDelayMs * 2 ** (attempt - 1));
    const jittered = span / 2 + (clock.random() * span) / 2;
    return Math.max(jittered, Math.min(error.retryAfterMs ?? 0, retryPolicy.maxRetryAfterMs));
}
