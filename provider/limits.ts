import type { default as PQueue } from "p-queue" with { "resolution-mode": "import" };
import type { Clock } from "./process/clock";
import { ImageSyncError } from "./errors";

/** What a cloud allows one caller. */
export interface Rate {
    /** Requests under way at once. */
    readonly concurrency: number;
    /** Requests begun per second; undefined where the cloud publishes none. */
    readonly perSecond?: number;
}

/** The spans a second is cut into, so that a rate is a stream and not a burst at every full second. */
const spansPerSecond = 10;
/** After a throttled answer, new requests of the same limit wait so long (milliseconds), doubling while it goes on. */
const pauseMs = { first: 250, most: 8_000 };

/** One queue for each cloud, account, region and action class; made when first used. */
export class Limits {
    private readonly gates = new Map<string, Gate>();

    constructor(private readonly clock: Clock) {}

    /** Runs `call` when the limit named `name` lets it. */
    run<T>(name: string, rate: Rate, call: () => Promise<T>): Promise<T> {
        let gate = this.gates.get(name);
        if (!gate) {
            gate = new Gate(rate, this.clock);
            this.gates.set(name, gate);
        }
        return gate.run(call);
    }
}

class Gate {
    private queue: Promise<PQueue> | undefined;
    private pause = 0;
    private openAt = 0;

    constructor(
        private readonly rate: Rate,
        private readonly clock: Clock,
    ) {}

    async run<T>(call: () => Promise<T>): Promise<T> {
        this.queue ??= makeQueue(this.rate);
        const queue = await this.queue;
        return queue.add(async () => {
            const closed = this.openAt - this.clock.now();
            if (closed > 0) {
                await this.clock.sleep(closed);
            }
            return this.watch(call);
        });
    }

    /** Backs the whole gate off when one of its calls is throttled, and forgets it with the first success. */
    private async watch<T>(call: () => Promise<T>): Promise<T> {
        try {
            const result = await call();
            this.pause = 0;
            return result;
        } catch (error) {
            if (ImageSyncError.is(error) && error.kind === "throttled") {
                this.pause = Math.min(pauseMs.most, Math.max(pauseMs.first, this.pause * 2, error.retryAfterMs ?? 0));
                this.openAt = this.clock.now() + this.pause;
            }
            throw error;
        }
    }
}

async function makeQueue(rate: Rate): Promise<PQueue> {
    const { default: Queue } = await import("p-queue");
    if (rate.perSecond === undefined) {
        return new Queue({ concurrency: rate.concurrency });
    }
    const perSpan = Math.max(1, Math.floor(rate.perSecond / spansPerSecond));
    const interval = Math.ceil((1000 * perSpan) / rate.perSecond);
    return new Queue({ concurrency: rate.concurrency, intervalCap: perSpan, interval, strict: true });
}
