import type { ContentStore } from "./registry/content/store";
import type { RegistryBackend, RegistryHosts } from "./registry/port";

/** The vendors whose wire API the emulator speaks. `huaweiIam` requests are served by the `huawei` emulator. */
export type CloudName = "alibaba" | "tencent" | "huawei";

/** One HTTP request, as it came off the socket; nothing is decoded but the header names (lower case). */
export interface CloudRequest {
    readonly method: string;
    /** Path as sent, still percent-encoded, without the query. */
    readonly path: string;
    /** Query string as sent, without the leading `?`; "" when absent. */
    readonly query: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
}

/** An answer; a body that is not a string is sent as JSON. */
export interface CloudResponse {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
}

/** The clock of the emulated world; tests move it, `systemClock` is real time. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
}

/** What the core hands to each cloud. */
export interface CloudContext {
    readonly clock: Clock;
    /** Whether a new world starts with the demo's instances and images (default true); accounts exist either way. */
    readonly seed?: boolean;
    /** A fresh identifier, deterministic for one world: `id("crsr-")` → `crsr-k3v9…` (16 of [a-z0-9]). Survives `--state`. */
    id(prefix: string): string;
    /** The next integer of a named sequence, from 1. Survives `--state`. */
    sequence(name: string): number;
    /** Call after every change of state: the core persists it when it has a file. */
    changed(): void;
    /** The bytes of images, one store for all clouds: make them, let repositories hold them. */
    readonly content: ContentStore;
    /** Where this cloud's registries listen. */
    readonly hosts: RegistryHosts;
}

/** The wire errors a fault can make a cloud answer, in that cloud's own shape. */
export type ErrorFault = "throttle" | "throttle403" | "serverError" | "unauthorized" | "forbidden" | "quota";

/** One cloud's wire API: the port between the core (sockets, faults, counting, persistence) and a cloud. */
export interface CloudEmulator {
    readonly name: CloudName;
    /** Its registries, as the OCI registry of the emulator asks for them. */
    readonly registries?: RegistryBackend;
    /** Whether this request is spoken in this cloud's protocol (all three may share one port). */
    accepts(request: CloudRequest): boolean;
    /** The official name of the action or operation (`ListRepoSyncRule`, `DescribeReplicationPolicies`,
     * `ListImageAutoSyncReposDetails`), or "unknown". Needs no valid signature. */
    actionOf(request: CloudRequest): string;
    /** Whether the action only reads. Only these can be answered stale. */
    isRead(action: string): boolean;
    /** Lets happen what is due by the clock. Called before each request but stale ones, which see what was before. */
    settle?(): void;
    /** Verifies signature and rights, validates, acts, answers in the cloud's own shape. Never throws for bad input. */
    handle(request: CloudRequest): CloudResponse;
    /** The cloud's own answer for an injected error. */
    errorAnswer(kind: ErrorFault, request: CloudRequest): CloudResponse;
    /** The whole state as JSON data, and back (`--state`, and stale lists: the core swaps an older snapshot in for one read). */
    save(): unknown;
    load(state: unknown): void;
}

/** One fault. It applies to requests that match `cloud` and `action` (both optional), skipping the first `skip`,
 * for `times` requests (default 1; Infinity until `faults.clear()`). */
export interface Fault {
    readonly cloud?: CloudName;
    readonly action?: string | RegExp;
    readonly skip?: number;
    readonly times?: number;
    /**
     * - `latency`: answer after `millis`;
     * - `reset`: close the socket before acting;
     * - `answerLost`: act, then close the socket without an answer;
     * - `truncated`: act, then send half of the body with a full Content-Length and close;
     * - `html`: a 502 with an HTML body, without acting; `html200`: the same with status 200;
     * - `stale`: a read is answered from the state as it was `millis` ago (default: as it was before the last change);
     * - `hang`: accept and never answer (until the emulator closes);
     * - the `ErrorFault`s: the cloud's own error, without acting; `actThenError`: act, then answer `serverError`.
     */
    readonly kind:
        | "latency"
        | "reset"
        | "answerLost"
        | "truncated"
        | "html"
        | "html200"
        | "stale"
        | "hang"
        | "actThenError"
        | ErrorFault;
    readonly millis?: number;
}

/** One request that was received, for tests to count. `status` is 0 where no answer was sent. */
export interface RequestRecord {
    readonly cloud: CloudName;
    readonly action: string;
    readonly method: string;
    readonly path: string;
    /** Emulator clock, milliseconds. */
    readonly at: number;
    readonly status: number;
    /** The fault that was injected, if any. */
    readonly fault?: Fault["kind"];
}
