import type { CloudName } from "../types";
import type { RegistryFault } from "./faults";
import type { RegistryOperation } from "./protocol/operation";

/** Older requests are forgotten, so that an emulator that runs for weeks does not grow. */
const MAX_RECORDS = 100_000;

/** One request to a registry or to the storage, for tests to count. */
export interface RegistryRequestRecord {
    readonly cloud: CloudName;
    /** The cloud's name of the registry; for the storage, of the registry that has redirected there. */
    readonly registry: string;
    /** `127.0.0.1:<port>` that it came to. */
    readonly host: string;
    readonly operation: RegistryOperation;
    readonly method: string;
    /** Without the query. */
    readonly path: string;
    /** Whether it carried an Authorization header. */
    readonly hasAuthorization: boolean;
    /** Emulator clock, milliseconds. */
    readonly at: number;
    /** The fault that was injected, if any. */
    readonly fault?: RegistryFault["kind"];
    /** 0 where no answer was sent (yet). */
    readonly status: number;
    /** Of the body that came, and of the body that was sent, until now. */
    readonly bytesIn: number;
    readonly bytesOut: number;
}

/** Which requests to count; what is left out matches everything. */
export type RegistryRequestFilter = Partial<
    Pick<RegistryRequestRecord, "cloud" | "registry" | "host" | "operation" | "method" | "status">
>;

/** A record that is still being written. */
export type OpenRecord = { -readonly [K in keyof RegistryRequestRecord]: RegistryRequestRecord[K] };

/** The requests that registries and storage have received, in the order of arrival (the last 100,000). */
export class RegistryLog {
    private records: OpenRecord[] = [];

    all(filter: RegistryRequestFilter = {}): RegistryRequestRecord[] {
        const wanted = Object.entries(filter) as [keyof RegistryRequestFilter, unknown][];
        return this.records
            .filter((record) => wanted.every(([key, value]) => value === undefined || record[key] === value))
            .map((record) => ({ ...record }));
    }

    count(filter: RegistryRequestFilter = {}): number {
        return this.all(filter).length;
    }

    clear(): void {
        this.records = [];
    }

    /** Notes a request on arrival. */
    begin(arrival: Omit<RegistryRequestRecord, "status" | "bytesIn" | "bytesOut">): OpenRecord {
        const record = { ...arrival, status: 0, bytesIn: 0, bytesOut: 0 };
        this.records.push(record);
        if (this.records.length > MAX_RECORDS) {
            this.records.splice(0, MAX_RECORDS / 10);
        }
        return record;
    }
}
