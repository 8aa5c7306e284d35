import type { HuaweiState, HuaweiSyncPlan } from "./state";

/** Which of the next sync jobs are meant: `times` of them (default 1; Infinity for all), of one tag or of any. */
export interface HuaweiNextJobs {
    readonly times?: number;
    readonly tag?: string;
}

/** @throws RangeError for `times` below 1 */
export function planNext(state: HuaweiState, plan: HuaweiSyncPlan["plan"], { times = 1, tag }: HuaweiNextJobs): void {
    if (!(times >= 1)) {
        throw new RangeError(`times is ${times}, but must be 1 or more`);
    }
    state.syncPlans.push({ plan, ...(tag !== undefined && { tag }), times: times === Infinity ? "always" : times });
}

/** What is planned for a job of this tag that is made now; each job uses up one of the plan's times. */
export function takePlan(state: HuaweiState, tag: string): HuaweiSyncPlan["plan"] {
    const next = state.syncPlans.find((each) => each.tag === undefined || each.tag === tag);
    if (next !== undefined && next.times !== "always") {
        next.times -= 1;
        state.syncPlans = state.syncPlans.filter(({ times }) => times === "always" || times > 0);
    }
    return next?.plan ?? {};
}
