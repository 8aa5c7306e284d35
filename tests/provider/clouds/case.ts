import assert from "node:assert/strict";
import type { Emulator, Fault } from "../../../emulator";
import { clouds } from "../../../provider/clouds";
import type { RuleCloud, RuleSpec } from "../../../provider/model";
import type { RuleCapabilities, RulePort } from "../../../provider/registry";
import type { RuleState } from "../../../provider/repoSyncRule";
import type { Session } from "../../../provider/process/session";

export type Args = Readonly<Record<string, unknown>>;

/** Somebody changes one readable field in the console. */
export interface Drift {
    readonly path: string;
    /** What `find` must show then. */
    readonly seen: string | boolean | undefined;
    readonly apply: (emulator: Emulator) => void;
}

/** One cloud, as the contract and the lifecycle suites need it. Its rules are numbered; 0 is the usual one. */
export interface CloudCase {
    readonly cloud: RuleCloud;
    /** The args of rule `n`, without what defaults fill. */
    readonly args: (n: number) => Args;
    /** Args that set everything the cloud has. */
    readonly everything: Args;
    /** What the emulated cloud must hold after `everything` was created. */
    readonly held: (emulator: Emulator) => { readonly actual: unknown; readonly expected: unknown };
    /** Changes of rule 0 in the console, one for every field that the cloud gives back. */
    readonly drifts: readonly Drift[];
    /** Makes what the first `count` rules need. */
    readonly prepare: (emulator: Emulator, count: number) => void;
    /** How many rules there are. */
    readonly count: (emulator: Emulator) => number;
    /** Adds rule `n` in the console, even where it is there already, otherwise than declared where `different`. */
    readonly add: (emulator: Emulator, n: number, different?: boolean) => void;
    /** Removes rule 0 in the console. */
    readonly remove: (emulator: Emulator) => void;
    /** A field in which two declarations differ and the natural key does not, with another value. */
    readonly change: { readonly path: string; readonly value: string | boolean };
    readonly actions: {
        readonly create: string;
        readonly update?: string;
        readonly remove: string;
        readonly list: string;
    };
    /** Faults in which the cloud says that there are too many requests, with what it asks to wait (milliseconds). */
    readonly throttles: readonly { readonly fault: Fault["kind"]; readonly code: string; readonly waitMs?: number }[];
    /** Config in which only temporary keys with their token are set. */
    readonly temporaryKeys: (emulator: Emulator) => Args;
    /** Config key of the secret half, for wrong keys. */
    readonly secretKey: string;
}

/** The lifecycle with its results typed: Pulumi's own types say `any`. */
export interface Life {
    create(spec: RuleSpec): Promise<{ id: string; outs?: Args }>;
    read(state: RuleState): Promise<{ id?: string; props?: Args; inputs?: Args }>;
    update(olds: RuleState, news: RuleSpec): Promise<{ outs?: Args }>;
    delete(state: RuleState): Promise<void>;
}

export function capabilities(cloud: RuleCloud): RuleCapabilities {
    return clouds[cloud].rules;
}

export function port(cloud: RuleCloud, session: Session): RulePort {
    return clouds[cloud].rulePort(session);
}

/** A rule as `check` hands it on. */
export function specOf(cloud: RuleCloud, args: Args): RuleSpec {
    const { args: filled, failures } = capabilities(cloud).validate({ ...args });
    assert.deepEqual(failures, []);
    return filled as unknown as RuleSpec;
}
