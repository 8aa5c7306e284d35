import { isKind } from "../../errors";
import type { Clock } from "../../process/clock";
import type { CallOptions, TaskState, Ticket } from "../../registry";
import { withoutUndefined } from "../../paths";

/** How tasks that are under way are asked about. One literal, one place. */
export const pollPolicy = {
    /** Milliseconds before the first look; grows by half with every look. */
    firstDelayMs: 400,
    maxDelayMs: 8_000,
    /** One look, with its retries, takes no longer (milliseconds). */
    lookMs: 60_000,
    /** So many tasks are asked for layers and bytes after each look, by turns. */
    detailsPerLook: 3,
    /** A task that was seen is gone when so many looks in a row miss it. */
    missesUntilGone: 2,
    /** A task that was never seen is gone after so long (milliseconds), with an id from the cloud and without. */
    appearMs: { known: 15_000, unknown: 60_000 },
} as const;

/** What a follower gets in the end: the last state, that the task is gone, or that its time is up. */
export type Ending = { readonly state: TaskState } | "vanished" | "late";

/** The part of the port that is asked. */
export interface Watched<T extends Ticket> {
    look?(tickets: readonly T[], options: CallOptions): Promise<ReadonlyMap<string, TaskState>>;
    detail?(ticket: T, options: CallOptions): Promise<TaskState | undefined>;
}

interface Follower<T> {
    readonly ticket: T;
    readonly since: number;
    readonly deadline: number;
    readonly tell: (state: TaskState) => void;
    readonly end: (ending: Ending) => void;
    readonly fail: (error: unknown) => void;
    last?: TaskState;
    /** Whether `last` is yet to be told. */
    hasNews: boolean;
    misses: number;
}

/** One poller for everything that waits at one place, whatever resource it belongs to. */
export class Poller<T extends Ticket> {
    private readonly followers = new Set<Follower<T>>();
    private running = false;
    private delay: number = pollPolicy.firstDelayMs;
    private turn = 0;

    constructor(
        private readonly port: Watched<T>,
        private readonly clock: Clock,
    ) {}

    /**
     * Follows a task to its end, at most until the deadline; `tell` gets every state that is seen. Faults of the
     * moment do not end the wait. @throws ImageSyncError when the cloud will not tell (credentials, rights).
     */
    follow(ticket: T, deadline: number, tell: (state: TaskState) => void): Promise<Ending> {
        this.delay = pollPolicy.firstDelayMs;
        return new Promise<Ending>((end, fail) => {
            const since = this.clock.now();
            this.followers.add({ ticket, since, deadline, tell, end, fail, hasNews: false, misses: 0 });
            if (!this.running) {
                this.running = true;
                void this.poll();
            }
        });
    }

    private async poll(): Promise<void> {
        while (this.followers.size > 0) {
            await this.clock.sleep(this.pause());
            try {
                await this.lookAtAll();
                await this.lookClosely();
            } catch (error) {
                if (!isKind(error, "transient", "throttled")) {
                    this.followers.forEach((each) => this.leave(each, () => each.fail(error)));
                }
            }
            this.tellNews();
            this.sendAwayTheLate();
            this.delay = Math.min(pollPolicy.maxDelayMs, this.delay * 1.5);
        }
        this.running = false;
    }

    private pause(): number {
        const nearest = Math.min(...[...this.followers].map(({ deadline }) => deadline)) - this.clock.now();
        return Math.max(0, Math.min(nearest, this.delay * (0.75 + this.clock.random() / 2)));
    }

    private async lookAtAll(): Promise<void> {
        const asked = [...this.followers];
        const tickets = new Map(asked.map(({ ticket }) => [ticket.key, ticket]));
        const states = await this.port.look?.([...tickets.values()], this.options());
        for (const follower of asked) {
            this.hear(follower, states?.get(follower.ticket.key));
        }
    }

    /**
     * Layers and bytes of those that run, a few each time: the cloud tells them for one task only. That a task has ended
     * is left to the next look, which tells when, too.
     */
    private async lookClosely(): Promise<void> {
        const moving = [...this.followers].filter(({ last }) => last?.phase === "running");
        const count = Math.min(pollPolicy.detailsPerLook, moving.length);
        for (let i = 0; i < count && this.port.detail; i++) {
            const follower = moving[this.turn++ % moving.length];
            const state = follower && (await this.port.detail(follower.ticket, this.options()));
            if (state && !hasEnded(state)) {
                this.hear(follower, state);
            }
        }
    }

    private hear(follower: Follower<T>, state: TaskState | undefined): void {
        if (!state) {
            follower.misses++;
            if (this.isGone(follower)) {
                this.leave(follower, () => follower.end("vanished"));
            }
            return;
        }
        follower.misses = 0;
        const last = { ...follower.last, ...withoutUndefined(state) };
        follower.last = last;
        follower.hasNews = true;
        if (hasEnded(state)) {
            follower.tell(last);
            this.leave(follower, () => follower.end({ state: last }));
        }
    }

    /** Once all that a look has found is known: layers and bytes are told with the look that asked for them. */
    private tellNews(): void {
        for (const follower of this.followers) {
            if (follower.hasNews && follower.last) {
                follower.tell(follower.last);
                follower.hasNews = false;
            }
        }
    }

    private isGone({ last, misses, since, ticket }: Follower<T>): boolean {
        const { known, unknown } = pollPolicy.appearMs;
        const hasHadTime = this.clock.now() - since > (ticket.taskId === undefined ? unknown : known);
        return misses >= pollPolicy.missesUntilGone && (last !== undefined || hasHadTime);
    }

    private sendAwayTheLate(): void {
        for (const follower of this.followers) {
            if (this.clock.now() >= follower.deadline) {
                this.leave(follower, () => follower.end("late"));
            }
        }
    }

    private leave(follower: Follower<T>, act: () => void): void {
        if (this.followers.delete(follower)) {
            act();
        }
    }

    private options(): CallOptions {
        return { deadline: this.clock.now() + pollPolicy.lookMs };
    }
}

function hasEnded({ phase }: TaskState): boolean {
    return phase === "done" || phase === "failed";
}

/** The pollers of one cloud, one for each place. */
export class Pollers<T extends Ticket> {
    private readonly pollers = new Map<string, Poller<T>>();

    constructor(
        private readonly port: Watched<T>,
        private readonly clock: Clock,
    ) {}

    /** See {@link Poller.follow}. */
    follow(ticket: T, deadline: number, tell: (state: TaskState) => void): Promise<Ending> {
        let poller = this.pollers.get(ticket.place);
        if (!poller) {
            poller = new Poller(this.port, this.clock);
            this.pollers.set(ticket.place, poller);
        }
        return poller.follow(ticket, deadline, tell);
    }
}
