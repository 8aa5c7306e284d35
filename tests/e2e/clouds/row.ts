import type { CloudName, Emulator } from "../../../emulator";

export type Args = Readonly<Record<string, unknown>>;

/** A rule in the cloud, as its console shows it. */
export interface CloudRule {
    /** The cloud's own id. */
    readonly id: string;
    /** The value of the row's field. */
    readonly value: unknown;
}

/** One cloud, as the suites need it: the same journeys run on every row. */
export interface CloudRow {
    readonly cloud: CloudName;
    /** The args of rule number `n`; every number has a natural key of its own. */
    args(n: number): Args;
    /** The id of rule number `n`, as the documentation promises it. */
    id(n: number): string;
    /** A field of `args` that the cloud shows, with three values: as in `args`, changed by the program, by somebody. */
    readonly field: string;
    readonly declared: unknown;
    readonly changed: unknown;
    readonly drifted: unknown;
    /** Whether the cloud changes a rule in place. */
    readonly inPlace: boolean;
    /** Official names of the calls. */
    readonly actions: {
        readonly create: string;
        readonly update?: string;
        readonly remove: string;
        readonly list: string;
        /** The one that is made before all others, where it is not `list`. */
        readonly first?: string;
    };
    /** Config keys of the owner's key pair. */
    readonly keys: { readonly id: string; readonly secret: string };
    /** Two key pairs of one account (`owner`, `spare`), and one that may only read. */
    keyPair(emulator: Emulator, name: "owner" | "spare" | "readOnly"): { readonly id: string; readonly secret: string };
    enableOwner(emulator: Emulator, enabled: boolean): void;
    /** Makes what the first `count` rules need. */
    prepare(emulator: Emulator, count: number): void;
    /** All rules that this cloud holds. */
    rules(emulator: Emulator): CloudRule[];
    /** Somebody adds rule number `n` in the console, with a value of the field. */
    addRule(emulator: Emulator, n: number, value: unknown): void;
    /** Somebody changes the field of rule number `n` to `drifted`. */
    drift(emulator: Emulator, n: number): void;
    /** Somebody removes rule number `n`. */
    removeRule(emulator: Emulator, n: number): void;
}

/** The config values for a row's key pair of that name. */
export function keyConfig(
    row: CloudRow,
    pair: { readonly id: string; readonly secret: string },
): Record<string, string> {
    return { [row.keys.id]: pair.id, [row.keys.secret]: pair.secret };
}
