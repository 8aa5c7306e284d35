import type { HuaweiSyncJob } from "./state";

/** Which of the next sync jobs are meant: `times` of them (default 1; Infinity for all), of one tag or of any. */
export interface HuaweiNextJobs {
    readonly times?: number;
    readonly tag?: string;
}

/** What is in store for a job: how it ends or where it stays, or no row of it at all. */
export type SyncPlan = Pick<HuaweiSyncJob, "fate" | "held"> | "vanish";

/** What the console has in store for jobs to come, in the order in which it was said. */
export class SyncPlans {
    private planned: { readonly plan: SyncPlan; readonly tag?: string; times: number }[] = [];

    /** @throws RangeError for `times` below 1 */
    add(plan: SyncPlan, { times = 1, tag }: HuaweiNextJobs): void {
        if (!(times >= 1)) {
            throw new RangeError("times must be 1 or more");
        }
        this.planned.push({ plan, tag, times });
    }

    /** What is in store for a job of this tag that is made now; each job uses up one. */
    take(tag: string): SyncPlan {
        const next = this.planned.find((each) => each.tag === undefined || each.tag === tag);
        if (next === undefined) {
            return {};
        }
        next.times -= 1;
        this.planned = this.planned.filter(({ times }) => times > 0);
        return next.plan;
    }
}
