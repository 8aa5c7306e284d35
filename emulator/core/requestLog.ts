import type { CloudName, RequestRecord } from "../types";

/** Older requests are forgotten, so that an emulator that runs for weeks does not grow. */
const MAX_RECORDS = 100_000;

/** Which requests to count; what is left out matches everything. */
export interface RequestFilter {
    readonly cloud?: CloudName;
    readonly action?: string | RegExp;
}

/** The requests that were received, in the order of arrival (the last 100,000). */
export class RequestLog {
    private records: RequestRecord[] = [];

    all(): RequestRecord[] {
        return [...this.records];
    }

    count(filter: RequestFilter = {}): number {
        return this.records.filter((record) => matches(filter, record.cloud, record.action)).length;
    }

    /** Counts by the official name of the action. */
    byAction(): Record<string, number> {
        const counts: Record<string, number> = {};
        for (const { action } of this.records) {
            counts[action] = (counts[action] ?? 0) + 1;
        }
        return counts;
    }

    clear(): void {
        this.records = [];
    }

    /** Notes a request on arrival, with status 0, and returns how to set the status once the answer is sent. */
    begin(arrival: Omit<RequestRecord, "status">): (status: number) => void {
        const record = { ...arrival, status: 0 };
        this.records.push(record);
        if (this.records.length > MAX_RECORDS) {
            this.records.splice(0, MAX_RECORDS / 10);
        }
        return (status) => {
            record.status = status;
        };
    }
}

/** Whether a cloud's action is meant by a filter; a string is the whole name of the action. */
export function matches(filter: RequestFilter, cloud: CloudName, action: string): boolean {
    if (filter.cloud !== undefined && filter.cloud !== cloud) {
        return false;
    }
    if (filter.action === undefined) {
        return true;
    }
    // search() and not test(): a regular expression with the flag `g` remembers where it stopped.
    return typeof filter.action === "string" ? filter.action === action : action.search(filter.action) >= 0;
}
