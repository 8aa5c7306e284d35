import { ImageSyncError } from "../errors";
import type { Copied, CopyProgress } from "../oci/copy";
import type { Clock } from "../process/clock";
import type { Copy, TaskState, Ticket } from "../registry";

/** A copy that runs in this process. */
export interface RunningCopy extends Ticket {
    readonly startedAt: string;
    readonly done: Promise<Copied>;
    /** How far it is. */
    progress?: CopyProgress;
    /** Called with every step forward. */
    readonly listeners: Set<() => void>;
}

type Run = (signal: AbortSignal, tell: (progress: CopyProgress) => void) => Promise<Copied>;

/** Timers take no longer span (milliseconds). */
const longestMs = 2 ** 31 - 1;

/** The copies under way in this process, by the tag that they write: one for each, whoever wants it. */
export class RunningCopies {
    private readonly copies = new Map<string, RunningCopy>();
    private number = 0;

    constructor(private readonly clock: Clock) {}

    /** @param tag the tag in the target, with its registry and repository */
    at(tag: string): RunningCopy | undefined {
        return this.copies.get(tag);
    }

    /** Begins a copy that ends by itself at the deadline (milliseconds since the epoch). */
    begin(tag: string, copy: Copy, deadline: number, run: Run): RunningCopy {
        const left = Math.min(longestMs, Math.max(0, deadline - this.clock.now()));
        const listeners = new Set<() => void>();
        const tell = (progress: CopyProgress) => {
            running.progress = progress;
            listeners.forEach((listener) => listener());
        };
        const running: RunningCopy = {
            copy,
            key: `${tag}#${++this.number}`,
            place: tag,
            startedAt: this.time(),
            done: run(AbortSignal.timeout(left), tell).finally(() => this.copies.delete(tag)),
            listeners,
        };
        this.copies.set(tag, running);
        // Whoever follows it hears of a failure; nobody may.
        running.done.catch(() => undefined);
        return running;
    }

    /** Follows a copy to its end. @throws what it failed with */
    async follow(running: RunningCopy, deadline: number, tell: (state: TaskState) => void): Promise<TaskState> {
        const listener = () => tell(stateOf(running));
        running.listeners.add(listener);
        try {
            listener();
            const { sizeBytes, referrers, moved } = await running.done;
            const found = { sizeBytes, referrers, movedBytes: moved.bytes };
            const ended: TaskState = { ...stateOf(running), phase: "done", finishedAt: this.time(), found };
            tell(ended);
            return ended;
        } catch (error) {
            throw this.clock.now() >= deadline ? tooSlow(running) : again(error);
        } finally {
            running.listeners.delete(listener);
        }
    }

    private time(): string {
        return new Date(this.clock.now()).toISOString();
    }
}

function stateOf({ startedAt, progress }: RunningCopy): TaskState {
    return { phase: "running", startedAt, layers: progress?.layers, bytes: progress?.bytes };
}

/** A copy that failed for a fault of the moment may be begun again: what it has brought is there already. */
function again(error: unknown): unknown {
    const passing = ImageSyncError.is(error) && ["transient", "throttled"].includes(error.kind);
    return passing ? error.with({ kind: "transient", acted: "maybe" }) : error;
}

function tooSlow({ place }: RunningCopy): ImageSyncError {
    return new ImageSyncError({
        kind: "transient",
        cloud: "registry",
        action: "copy",
        problem: `${place} was not done when the time was up`,
        advice: "what has arrived is kept, and the next up goes on from there; or raise timeoutSeconds",
    });
}
