import { ImageSyncError } from "../errors";
import type { Copied, CopyProgress } from "../oci/copy";
import type { Clock } from "../process/clock";
import type { Copy, TaskState, Ticket } from "../registry";

/** What a copy is to bring. */
export interface Brought {
    /** The tag in the target, with its registry and repository. */
    readonly tag: string;
    readonly digest: string;
    /** Whether what refers to the image goes with it. */
    readonly referrers: boolean;
}

/** A copy that runs in this process. */
export interface RunningCopy extends Ticket {
    readonly startedAt: string;
    readonly brings: Brought;
    /** When it ends by itself, milliseconds since the epoch. */
    readonly deadline: number;
    readonly done: Promise<Copied>;
    /** How far it is. */
    progress?: CopyProgress;
    /** Called with every step forward. */
    readonly listeners: Set<() => void>;
}

type Run = (signal: AbortSignal, tell: (progress: CopyProgress) => void) => Promise<Copied>;

/** Timers take no longer span (milliseconds). */
const longestMs = 2 ** 31 - 1;

/** The copies under way in this process: one for everybody who wants the same. */
export class RunningCopies {
    private readonly copies = new Set<RunningCopy>();
    private number = 0;

    constructor(private readonly clock: Clock) {}

    /** The copy into a tag that brings all of this; without a digest whatever image. */
    find({ tag, digest, referrers }: Omit<Brought, "digest"> & { readonly digest?: string }): RunningCopy | undefined {
        return [...this.copies].find(
            ({ brings }) =>
                brings.tag === tag &&
                (digest === undefined || brings.digest === digest) &&
                (brings.referrers || !referrers),
        );
    }

    /** Begins a copy that ends by itself at the deadline (milliseconds since the epoch), or finds it under way. */
    begin(brings: Brought, copy: Copy, deadline: number, run: Run): RunningCopy {
        const same = this.find(brings);
        if (same) {
            return same;
        }
        const listeners = new Set<() => void>();
        const tell = (progress: CopyProgress) => {
            running.progress = progress;
            listeners.forEach((listener) => listener());
        };
        const running: RunningCopy = {
            copy,
            key: `${brings.tag}#${++this.number}`,
            place: brings.tag,
            startedAt: this.time(),
            brings,
            deadline,
            done: run(AbortSignal.timeout(this.left(deadline)), tell).finally(() => this.copies.delete(running)),
            listeners,
        };
        this.copies.add(running);
        // Whoever follows it hears of a failure; nobody may.
        running.done.catch(() => undefined);
        return running;
    }

    /** Follows a copy to its end, or to a deadline that is before its own. @throws what it failed with */
    async follow(running: RunningCopy, deadline: number, tell: (state: TaskState) => void): Promise<TaskState> {
        const listener = () => tell(stateOf(running));
        running.listeners.add(listener);
        try {
            listener();
            const { sizeBytes, referrers, moved } = await this.ended(running, deadline);
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

    /** Somebody else's copy is not ended by who has less time for it. */
    private async ended(running: RunningCopy, deadline: number): Promise<Copied> {
        if (deadline >= running.deadline) {
            return running.done;
        }
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_resolve, reject) => {
            timer = setTimeout(() => reject(tooSlow(running)), this.left(deadline));
        });
        return Promise.race([running.done, late]).finally(() => clearTimeout(timer));
    }

    /** As a timer takes it. */
    private left(deadline: number): number {
        return Math.min(longestMs, Math.max(0, deadline - this.clock.now()));
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
