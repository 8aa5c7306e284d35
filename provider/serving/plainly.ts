import { ImageSyncError } from "../errors";
import type { Messages } from "../engine";

/**
 * The host prints the stack of what check, diff, read and delete throw: an operator wants the message alone. Anything
 * unexpected keeps its stack, for a report.
 */
async function plainly<T>(act: () => Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        if (!ImageSyncError.is(error)) {
            throw error;
        }
        const clean = new Error(error.message);
        clean.name = "";
        clean.stack = "";
        throw clean;
    }
}

/** Runs one method of a provider: with errors for people, and every line delivered before the answer. */
export function told<T>(messages: Messages, act: () => Promise<T>): Promise<T> {
    return plainly(act).finally(() => messages.delivered?.());
}

/** What the engine hands over as recorded. @throws ImageSyncError when it is nothing: then it cannot be read. */
export function recorded<T extends { source?: unknown }>(state: T | undefined, advice: string): T {
    if (!state?.source) {
        const problem = "this resource is not in the stack's state";
        throw new ImageSyncError({ kind: "invalid", cloud: "imagesync", action: "read", problem, advice });
    }
    return state;
}
