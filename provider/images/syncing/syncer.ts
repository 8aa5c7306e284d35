import { messageOf } from "../../errors";
import type { ImageSyncSpec } from "../../model";
import type { Clock } from "../../process/clock";
import type { CallOptions, HeldImages, ImageCapabilities, ImagePort, Started, TaskState, Ticket } from "../../registry";
import { waitFor } from "../../wait";
import { type Job, openJobs, running, saidDone } from "./job";
import { Pollers } from "../waiting/poller";
import type { News } from "../waiting/progress";
import { conflict, notBegun, verdict } from "./verdict";

/** How patient a sync is, beside the deadline of the whole. One literal, one place. */
const syncPolicy = {
    /** Milliseconds between two tries, doubling. */
    pauseMs: 1_000,
    /** So long (milliseconds) the target may take to show what the cloud says is done. */
    settleMs: 20_000,
    /** What is still to be looked at when the time is up may take so long (milliseconds). */
    graceMs: 30_000,
} as const;

/** One run of a sync. */
export interface Run<S> {
    readonly spec: S;
    readonly jobs: readonly Job[];
    /** Nothing is begun, and nothing waited for, after this moment (milliseconds since the epoch). */
    readonly deadline: number;
    readonly progress: News;
}

/**
 * Makes the target hold what the source held: looks, joins what runs already, starts the rest, waits, looks again.
 * An image is done when the target's digest says so; what a task says counts only where the target cannot be read.
 */
export class ImageSyncer<S extends ImageSyncSpec = ImageSyncSpec, T extends Ticket = Ticket> {
    private readonly pollers: Pollers<T>;

    constructor(
        private readonly cloud: Pick<ImageCapabilities<S>, "readable">,
        private readonly port: ImagePort<S, T>,
        private readonly clock: Clock,
    ) {
        this.pollers = new Pollers(port, clock);
    }

    /**
     * Works until every job has a result; those that are under way when the time is up, or when nobody is to wait for
     * them, are `running`. @throws what a look throws; jobs then have results as far as the work had come.
     */
    async run(run: Run<S>): Promise<void> {
        for (let round = 1; openJobs(run.jobs).length > 0; round++) {
            await this.pause(run, round);
            const held = await this.look(run);
            for (const job of openJobs(run.jobs)) {
                job.result = verdict(job, { spec: run.spec, held });
            }
            await this.go(run, held);
        }
    }

    /** Joins or starts what is open, and waits for it. */
    private async go(run: Run<S>, held: HeldImages | undefined): Promise<void> {
        const tickets = await this.join(run);
        const begin: Job[] = [];
        for (const job of openJobs(run.jobs).filter(({ copy }) => !tickets.has(copy.target))) {
            job.result = conflict(job, { spec: run.spec, held }) ?? (this.isLate(run) ? notBegun(job) : undefined);
            if (!job.result) {
                begin.push(job);
            }
        }
        await this.begin(run, begin, tickets);
        await this.wait(run, tickets);
    }

    /** What the target holds, once it shows all that the cloud says is done, or has had its time to. */
    private async look({ spec, jobs, deadline }: Run<S>): Promise<HeldImages | undefined> {
        if (!this.cloud.readable(spec)) {
            return undefined;
        }
        const open = openJobs(jobs);
        const said = open.filter(saidDone);
        const names = open.map(({ copy }) => copy.target);
        let held: HeldImages = new Map();
        const shown = async () => {
            held = (await this.port.images(spec, "target", names, this.options(deadline))) ?? new Map();
            return said.every(({ copy, wanted }) => held.get(copy.target)?.digest === wanted.digest) || undefined;
        };
        const until = this.clock.now() + (said.length > 0 ? syncPolicy.settleMs : 0);
        await waitFor(shown, { clock: this.clock, deadline: until });
        return held;
    }

    private async join({ spec, jobs, deadline }: Run<S>): Promise<Map<string, T>> {
        const open = openJobs(jobs);
        if (!this.port.underway || open.length === 0) {
            return new Map();
        }
        const copies = open.map(({ copy }) => copy);
        const found = new Map(await this.port.underway(spec, copies, this.options(deadline)));
        for (const job of open.filter(({ copy }) => found.has(copy.target))) {
            job.attempts++;
            job.joined = found.get(job.copy.target)?.taskId !== job.trace.taskId || job.trace.taskId === undefined;
        }
        return found;
    }

    private async begin({ spec, deadline }: Run<S>, jobs: readonly Job[], tickets: Map<string, T>): Promise<void> {
        if (jobs.length === 0) {
            return;
        }
        const copies = jobs.map(({ copy, wanted }) => ({ ...copy, digest: wanted.digest }));
        const outcomes = await this.port.start(spec, copies, { deadline });
        for (const job of jobs) {
            job.attempts++;
            job.joined = false;
            note(job, outcomes.get(job.copy.target) ?? { error: new Error("no outcome") }, tickets);
        }
    }

    /** Until each task has ended or the time is up; without `wait` the tasks are left to themselves at once. */
    private async wait({ spec, jobs, deadline, progress }: Run<S>, tickets: ReadonlyMap<string, T>): Promise<void> {
        const follow = async (job: Job, ticket: T) => {
            job.trace = { taskId: ticket.taskId, startedAt: ticket.startedAt };
            const tell = (state: TaskState) => {
                const { taskId = job.trace.taskId, startedAt = job.trace.startedAt, finishedAt, found } = state;
                job.trace = { taskId, startedAt, finishedAt, found };
                progress.news(job.copy.target, state);
            };
            if (this.port.follow) {
                const followed = this.port.follow(ticket, deadline, tell);
                job.last = await followed.then(
                    (state) => ({ ending: { state } }),
                    (error: unknown) => ({ error }),
                );
            } else if (spec.wait && this.port.look) {
                await this.poll(job, ticket, deadline, tell);
            } else {
                job.result = running(job);
            }
        };
        await Promise.all(
            openJobs(jobs).map(async (job) => {
                const ticket = tickets.get(job.copy.target);
                return ticket && follow(job, ticket);
            }),
        );
    }

    private async poll(job: Job, ticket: T, deadline: number, tell: (state: TaskState) => void): Promise<void> {
        try {
            job.last = { ending: await this.pollers.follow(ticket, deadline, tell) };
        } catch (error) {
            job.result = running(job, `it goes on in the cloud, which cannot be asked: ${messageOf(error)}`);
        }
    }

    /** After a failure: a list may not show yet what a lost answer began. */
    private async pause({ jobs, deadline }: Run<S>, round: number): Promise<void> {
        if (openJobs(jobs).some((job) => job.last !== undefined && !saidDone(job))) {
            const pause = syncPolicy.pauseMs * 2 ** (round - 2) * (0.5 + this.clock.random() / 2);
            await this.clock.sleep(Math.max(0, Math.min(pause, deadline - this.clock.now())));
        }
    }

    private isLate({ deadline }: Run<S>): boolean {
        return this.clock.now() >= deadline;
    }

    private options(deadline: number): CallOptions {
        return { deadline: Math.max(deadline, this.clock.now() + syncPolicy.graceMs) };
    }
}

function note<T extends Ticket>(job: Job, outcome: Started<T>, tickets: Map<string, T>): void {
    if ("ticket" in outcome) {
        tickets.set(job.copy.target, outcome.ticket);
        job.last = undefined;
    } else {
        job.last = outcome;
        job.trace = "done" in outcome ? outcome.done : {};
    }
}
