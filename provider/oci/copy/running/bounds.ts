import { setMaxListeners } from "node:events";
import { ImageSyncError } from "../../../errors";
import type { Clock } from "../../../process/clock";
import type { OciOptions } from "../../registry/port";

/** The longest that a timer of Node lasts, milliseconds; a deadline beyond it is looked at, but rings no bell. */
const longestTimerMs = 2 ** 31 - 1;

/** When one copy ends: at its deadline, by its signal or by its first failure. Nothing new begins then. */
export class Bounds {
    /** For the calls of this copy: what ends it ends them. */
    readonly options: OciOptions & { readonly signal: AbortSignal };
    private readonly ending = new AbortController();
    private readonly bell: NodeJS.Timeout | undefined;
    private failure: { readonly error: unknown } | undefined;

    /** `name` is the host and the action that errors name. */
    constructor(
        private readonly asked: OciOptions,
        readonly clock: Clock,
        private readonly name: { readonly cloud: string; readonly action: string },
    ) {
        const { signal } = this.ending;
        const both = asked.signal ? AbortSignal.any([signal, asked.signal]) : signal;
        // One listener for each request under way.
        setMaxListeners(0, both);
        this.options = { deadline: asked.deadline, signal: both };
        const left = asked.deadline - clock.now();
        this.bell = left < longestTimerMs ? setTimeout(() => this.end(this.late()), Math.max(0, left)) : undefined;
    }

    /** To be called when the copy is over. */
    close(): void {
        clearTimeout(this.bell);
    }

    /** Stands before everything that is begun. @throws what has ended the copy */
    check(): void {
        if (this.options.signal.aborted) {
            throw this.reason();
        }
        if (this.clock.now() >= this.asked.deadline) {
            throw this.late();
        }
    }

    /** Acts on all at once. After the first failure nothing new begins, and it is thrown when all have ended. */
    async all<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
        const each = async (item: T) => {
            try {
                this.check();
                await act(item);
            } catch (error) {
                this.end(error);
            }
        };
        await Promise.all([...items].map(each));
        if (this.failure) {
            throw this.failure.error;
        }
    }

    /** Waits for what another copy does, no longer than this one lasts. */
    wait<T>(others: Promise<T>): Promise<T> {
        const { signal } = this.options;
        return new Promise<T>((resolve, reject) => {
            const stop = () => reject(asError(this.reason()));
            signal.addEventListener("abort", stop, { once: true });
            others.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
            if (signal.aborted) {
                stop();
            }
        });
    }

    /** The clock, for waits that end with the copy. */
    get endingClock(): Clock {
        const { clock } = this;
        return {
            now: () => clock.now(),
            random: () => clock.random(),
            sleep: (milliseconds) => this.wait(clock.sleep(milliseconds)),
        };
    }

    /** What a failed copy is to say: what ended it, not what that broke. */
    cause(error: unknown): unknown {
        return this.options.signal.aborted ? this.reason() : error;
    }

    private end(error: unknown): void {
        this.failure ??= { error: this.cause(error) };
        this.ending.abort(error);
    }

    private reason(): unknown {
        if (this.failure) {
            return this.failure.error;
        }
        const asked: unknown = this.asked.signal?.reason;
        return ImageSyncError.is(asked) ? asked : this.error("the copy was cancelled");
    }

    private late(): ImageSyncError {
        return this.error("there is no time left for the copy", "run again: it goes on where it ended");
    }

    private error(problem: string, advice?: string): ImageSyncError {
        return new ImageSyncError({ kind: "transient", ...this.name, problem, advice });
    }
}

function asError(thrown: unknown): Error {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
}
