import type { Clock, CloudEmulator } from "../types";

/** How many changes back a stale read can look. */
const MAX_SNAPSHOTS = 64;

interface Snapshot {
    /** When this state came about, by the emulator's clock. */
    readonly at: number;
    /** JSON, since `save()` may share objects with the living state. */
    readonly state: string;
}

/** What one cloud's state was: the last 64 states, and the present one at the end. */
export class History {
    private snapshots: Snapshot[] = [];

    constructor(
        private readonly cloud: CloudEmulator,
        private readonly clock: Clock,
    ) {
        this.record();
    }

    /** Call after a change. */
    record(): void {
        this.snapshots.push({ at: this.clock.now(), state: JSON.stringify(this.cloud.save()) });
        if (this.snapshots.length > MAX_SNAPSHOTS) {
            this.snapshots.shift();
        }
    }

    /**
     * Runs `act` while the cloud holds an older state: the one of `millis` ago, or the one before the last change.
     * What `act` changes is forgotten.
     */
    inThePast<T>(millis: number | undefined, act: () => T): T {
        const past = millis === undefined ? this.snapshots.at(-2) : this.asOf(this.clock.now() - millis);
        const present = this.cloud.save();
        this.cloud.load(JSON.parse((past ?? this.oldest()).state));
        try {
            return act();
        } finally {
            this.cloud.load(present);
        }
    }

    private asOf(time: number): Snapshot {
        return this.snapshots.findLast(({ at }) => at <= time) ?? this.oldest();
    }

    private oldest(): Snapshot {
        const [oldest] = this.snapshots;
        if (oldest === undefined) {
            throw new Error("a history always holds the present state");
        }
        return oldest;
    }
}
