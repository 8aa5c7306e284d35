import { ImageSyncError, isKind } from "../errors";
import type { Clock } from "../process/clock";
import type { CallOptions, Copy, Started, Ticket } from "../registry";

/**
 * Starts one sync for each copy, for clouds that take one tag a call. The first goes alone: a refusal that holds for
 * every copy (wrong keys, an instance that is not running) is then met by one request. The cloud's limits pace the
 * others. Nothing is begun after the deadline; nothing is thrown.
 * @param startOne answers the outcome of one copy, or throws
 * @returns the outcomes, by target tag
 */
export async function startEach<T extends Ticket>(
    copies: readonly Copy[],
    options: CallOptions,
    clock: Clock,
    startOne: (copy: Copy) => Promise<Started<T>>,
): Promise<Map<string, Started<T>>> {
    const outcomes = new Map<string, Started<T>>();
    const start = async (copy: Copy): Promise<void> => {
        outcomes.set(copy.target, await outcomeOf(copy, options, clock, startOne));
    };
    const [first, ...others] = copies;
    if (first === undefined) {
        return outcomes;
    }
    await start(first);
    const outcome = outcomes.get(first.target);
    if (outcome && "error" in outcome && isKind(outcome.error, "unauthorized", "unsupported")) {
        others.forEach(({ target }) => outcomes.set(target, outcome));
    } else {
        await Promise.all(others.map(start));
    }
    return outcomes;
}

async function outcomeOf<T extends Ticket>(
    copy: Copy,
    { deadline }: CallOptions,
    clock: Clock,
    startOne: (copy: Copy) => Promise<Started<T>>,
): Promise<Started<T>> {
    if (clock.now() > deadline) {
        return { error: tooLate("image sync", "start") };
    }
    try {
        return await startOne(copy);
    } catch (error) {
        return { error };
    }
}

/** The error of a request that was not sent because its time was up. */
export function tooLate(cloud: string, action: string): ImageSyncError {
    return new ImageSyncError({
        kind: "transient",
        cloud,
        action,
        problem: "not begun: the time for it was up",
        acted: "no",
        advice: "run again, or give it more time: timeoutSeconds, customTimeouts",
    });
}
