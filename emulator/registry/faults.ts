import type { RegistryOperation } from "./protocol/operation";

/**
 * One fault of the registries. It applies to requests that match `registry`, `operation` and `path`, skipping the
 * first `skip`, for `times` requests (default 1; Infinity until `faults.clear()`).
 */
export interface RegistryFault {
    /** The cloud's name of the registry, such as `cri-hub`; any by default. */
    readonly registry?: string;
    /** Default: what the kind says. */
    readonly operation?: RegistryOperation | readonly RegistryOperation[];
    /** The path of the request, without the query; a string is the whole of it. Any by default. */
    readonly path?: string | RegExp;
    readonly skip?: number;
    readonly times?: number;
    /**
     * Of what is read from the storage, unless `operation` says otherwise; of an upload, the body of the request:
     * - `cut`: the connection breaks after `bytes` of the body (default: half of an answer, 1 of a request);
     * - `wrongBytes`: the byte at `bytes` (default 0) is another one;
     * - `slow`: `bytesPerSecond` (default 65,536);
     * - `rangeIgnored`: a request for a part is answered with the whole.
     *
     * Of every request to the registry but those for tokens:
     * - `expiredToken`: the token that the request carries has expired (401);
     * - `throttle`: 429 with `Retry-After` of `retryAfterSeconds` (default 1; 0 or more);
     * - `serverError`: `status` (default 503);
     * - `reset`: the connection breaks before anything is done; `answerLost`: after it is done.
     *
     * Of mounts: `mountRefused`, answered with an upload as if the other repository did not hold the blob.
     */
    readonly kind:
        | "cut"
        | "wrongBytes"
        | "slow"
        | "rangeIgnored"
        | "expiredToken"
        | "throttle"
        | "serverError"
        | "reset"
        | "answerLost"
        | "mountRefused";
    readonly bytes?: number;
    readonly bytesPerSecond?: number;
    readonly retryAfterSeconds?: number;
    readonly status?: number;
}

/** What a fault is matched with. */
export interface FaultTarget {
    /** The cloud's name of the registry. */
    readonly name: string;
    readonly operation: RegistryOperation;
    readonly pathname: string;
}

interface PlannedFault {
    readonly fault: RegistryFault;
    skip: number;
    times: number;
}

/** The faults to inject into registries, in the order in which they were added. */
export class RegistryFaults {
    private planned: PlannedFault[] = [];

    /** @throws RangeError for a negative number, `times` below 1 or `bytesPerSecond` 0. */
    add(fault: RegistryFault): void {
        const { skip = 0, times = 1, bytes = 0, bytesPerSecond = 1, retryAfterSeconds = 0 } = fault;
        if (!(skip >= 0) || !(times >= 1) || !(bytes >= 0) || !(bytesPerSecond > 0) || !(retryAfterSeconds >= 0)) {
            throw new RangeError(`fault ${fault.kind}: a number is below its least`);
        }
        this.planned.push({ fault, skip, times });
    }

    clear(): void {
        this.planned = [];
    }

    /** The fault for this request, if one is due. A request gets one fault, and counts only for the faults up to it. */
    take(target: FaultTarget): RegistryFault | undefined {
        for (const planned of this.planned) {
            if (!isMeant(planned.fault, target)) {
                continue;
            }
            if (planned.skip > 0) {
                planned.skip -= 1;
                continue;
            }
            planned.times -= 1;
            this.planned = this.planned.filter(({ times }) => times > 0);
            return planned.fault;
        }
        return undefined;
    }
}

function isMeant({ kind, registry, operation, path }: RegistryFault, target: FaultTarget): boolean {
    if (registry !== undefined && registry !== target.name) {
        return false;
    }
    const operations = operation === undefined ? undefined : [operation].flat();
    const isOperation = operations?.includes(target.operation) ?? isByDefault(kind, target.operation);
    // search() and not test(): a regular expression with the flag `g` remembers where it stopped.
    const isPath =
        path instanceof RegExp ? target.pathname.search(path) >= 0 : [undefined, target.pathname].includes(path);
    return isOperation && isPath;
}

function isByDefault(kind: RegistryFault["kind"], operation: RegistryOperation): boolean {
    switch (kind) {
        case "cut":
        case "wrongBytes":
        case "slow":
        case "rangeIgnored":
            return operation === "readStorage";
        case "mountRefused":
            return operation === "mountBlob";
        default:
            return operation !== "token" && operation !== "readStorage";
    }
}
