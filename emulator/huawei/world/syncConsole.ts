import { planNext, type HuaweiNextJobs } from "./plans";
import type { HuaweiSyncJob, HuaweiSyncOutcome, HuaweiSyncPlan, HuaweiSyncStatus, SyncImagesAnswer } from "./state";
import type { HuaweiStore } from "./store";
import { changedAt, jobsOf, prospectOf, release, settle, startJob, statusOf, type NewHuaweiSyncJob } from "./syncing";

/** A sync job as the console shows it. */
export type HuaweiSyncJobView = Readonly<HuaweiSyncJob> & {
    readonly status: HuaweiSyncStatus;
    /** When the status last changed. */
    readonly updatedAt: number;
};

/** Tags of one repository to sync. */
export type HuaweiSyncOrder = Omit<NewHuaweiSyncJob, "tag"> & { readonly tags: readonly string[] };

/** The part of the console that is about sync jobs, those of sync_images and those of rules alike. */
export class SyncConsole {
    constructor(protected readonly store: HuaweiStore) {}

    /** What sync_images answers. Default: `empty`. */
    get syncImagesAnswer(): SyncImagesAnswer {
        return this.store.state.syncSettings.answer;
    }

    set syncImagesAnswer(answer: SyncImagesAnswer) {
        this.store.state.syncSettings.answer = answer;
        this.store.changed();
    }

    /**
     * How long a job takes, in seconds of the emulated clock; for the first quarter it waits. Default 0: done at once.
     * Jobs that exist keep their time.
     */
    get syncSeconds(): number {
        return this.store.state.syncSettings.seconds;
    }

    set syncSeconds(seconds: number) {
        if (!(seconds >= 0 && Number.isFinite(seconds))) {
            throw new RangeError(`syncSeconds is ${seconds}, but must be 0 or more`);
        }
        this.store.state.syncSettings.seconds = seconds;
        this.store.changed();
    }

    /**
     * Starts a job for each tag; one that is named twice counts once.
     * @returns the tags that get there as things stand, and those that do not; those of held jobs are in neither
     */
    startSync({ tags, ...order }: HuaweiSyncOrder): Record<Exclude<SyncImagesAnswer, "empty">, string[]> {
        const answer = { succeeded: [] as string[], failed: [] as string[] };
        for (const tag of new Set(tags)) {
            const job = startJob(this.store, { ...order, tag });
            const prospect = prospectOf(this.store, job);
            if (job.held === undefined) {
                answer[prospect === "success" || prospect === "existed" ? "succeeded" : "failed"].push(tag);
            }
        }
        settle(this.store);
        return answer;
    }

    /** The jobs of a region's repositories, or of one, oldest first. */
    syncJobs(region: string, path?: string): readonly HuaweiSyncJobView[] {
        settle(this.store);
        const now = this.store.now();
        return jobsOf(this.store, region, path).map((job) => ({
            ...job,
            status: statusOf(job, now),
            updatedAt: changedAt(job, now),
        }));
    }

    /**
     * The next jobs end in this status when their time is over, and copy nothing: with `success` the job says done, and
     * the target does not have the image.
     */
    failNext(next: HuaweiNextJobs & { readonly status: HuaweiSyncOutcome }): void {
        this.plan({ fate: next.status }, next);
    }

    /** The next jobs stay in this status until `releaseJobs`. */
    holdNext(next: HuaweiNextJobs & { readonly status: "waiting" | "running" }): void {
        this.plan({ held: next.status }, next);
    }

    /** The next jobs run as usual, but when they ought to end, there is no row of them, and they have copied nothing. */
    vanishNext(next: HuaweiNextJobs = {}): void {
        this.plan({ fate: "vanish" }, next);
    }

    /** Forgets what `failNext`, `holdNext` and `vanishNext` have planned. */
    clearPlans(): void {
        this.store.state.syncPlans = [];
        this.store.changed();
    }

    /** Jobs that are held run from now, for `syncSeconds`. */
    releaseJobs(): void {
        release(this.store);
    }

    /** Makes the rows of a repository's jobs vanish, or those of one tag; what had not ended is not copied any more. */
    removeJobs(region: string, path: string, tag?: string): void {
        settle(this.store);
        const gone = jobsOf(this.store, region, path).filter((each) => tag === undefined || each.tag === tag);
        const { state } = this.store;
        state.syncJobs = state.syncJobs.filter((each) => !gone.includes(each));
        this.store.changed();
    }

    private plan(plan: HuaweiSyncPlan["plan"], which: HuaweiNextJobs): void {
        planNext(this.store.state, plan, which);
        this.store.changed();
    }
}
