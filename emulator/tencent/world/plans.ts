import type { TencentPlan, TencentState } from "./state";

/** Which of the next runs are meant: `times` of them (default 1; Infinity for all), of one source tag or of any. */
export interface TencentNext {
    readonly times?: number;
    readonly tag?: string;
}

/** @throws RangeError for `times` below 1 */
export function planNext(state: TencentState, plan: Omit<TencentPlan, "tag" | "times">, which: TencentNext): void {
    const { times = 1, tag } = which;
    if (!(times >= 1)) {
        throw new RangeError(`times is ${times}, but must be 1 or more`);
    }
    state.plans.push({ ...plan, ...(tag !== undefined && { tag }), times: times === Infinity ? "always" : times });
}

/** What is planned for a run of this tag that begins now ("" for nothing); each run uses up one of the plan's times. */
export function takePlan(state: TencentState, of: TencentPlan["of"], tag: string): string {
    const next = state.plans.find((each) => each.of === of && (each.tag === undefined || each.tag === tag));
    if (next !== undefined && next.times !== "always") {
        next.times -= 1;
        state.plans = state.plans.filter(({ times }) => times === "always" || times > 0);
    }
    return next?.fate ?? "";
}
