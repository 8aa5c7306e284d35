import type { CloudName, Fault } from "../types";
import { matches } from "./requestLog";

interface PlannedFault {
    readonly fault: Fault;
    skip: number;
    times: number;
}

/** The faults to inject, in the order in which they were added. */
export class FaultPlan {
    private planned: PlannedFault[] = [];

    /** @throws RangeError for a negative `skip` or `millis`, or `times` below 1. */
    add(fault: Fault): void {
        const { skip = 0, times = 1, millis = 0 } = fault;
        if (!(skip >= 0) || !(times >= 1) || !(millis >= 0)) {
            throw new RangeError(`fault ${fault.kind}: skip and millis must be 0 or more, times 1 or more`);
        }
        this.planned.push({ fault, skip, times });
    }

    clear(): void {
        this.planned = [];
    }

    /** The fault for this request, if one is due. A request gets one fault, and counts only for the faults up to it. */
    take(cloud: CloudName, action: string, isRead: boolean): Fault | undefined {
        for (const planned of this.planned) {
            const { fault } = planned;
            if (!matches(fault, cloud, action) || (fault.kind === "stale" && !isRead)) {
                continue;
            }
            if (planned.skip > 0) {
                planned.skip -= 1;
                continue;
            }
            planned.times -= 1;
            this.planned = this.planned.filter(({ times }) => times > 0);
            return fault;
        }
        return undefined;
    }
}
