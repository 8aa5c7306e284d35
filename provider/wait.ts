import type { Clock } from "./process/clock";

/** How a change is waited for until the cloud shows it. */
export const waitPolicy = {
    /** Milliseconds before the second look; grows by half with every look. */
    firstDelayMs: 300,
    maxDelayMs: 10_000,
} as const;

/**
 * Looks until `look` answers something, or the deadline has passed: then the answer is `undefined`.
 * The last look begins at the deadline at the latest; `look` is called at least once.
 */
export async function waitFor<T>(
    look: () => Promise<T | undefined>,
    options: { readonly clock: Clock; readonly deadline: number },
): Promise<T | undefined> {
    let delay: number = waitPolicy.firstDelayMs;
    for (;;) {
        const seen = await look();
        const left = options.deadline - options.clock.now();
        if (seen !== undefined || left <= 0) {
            return seen;
        }
        await options.clock.sleep(Math.min(left, delay * (0.75 + options.clock.random() / 2)));
        delay = Math.min(waitPolicy.maxDelayMs, delay * 1.5);
    }
}
