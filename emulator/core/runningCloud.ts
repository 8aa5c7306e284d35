import type { Clock, CloudEmulator, CloudRequest, CloudResponse } from "../types";
import { History } from "./history";

/** One cloud as the core runs it: requests one after the other, with the states before them kept for stale reads. */
export class RunningCloud {
    private readonly history: History;
    private handling = false;
    private dirty = false;

    /** @param persist - Called after each change. */
    constructor(
        readonly emulator: CloudEmulator,
        clock: Clock,
        private readonly persist: () => void,
    ) {
        this.history = new History(emulator, clock);
    }

    handle(request: CloudRequest): CloudResponse {
        return this.asOneChange(() => {
            this.emulator.settle?.();
            return this.emulator.handle(request);
        });
    }

    /** Answers from an older state: the one of `millis` ago, or the one before the last change. */
    handleStale(request: CloudRequest, millis: number | undefined): CloudResponse {
        return this.asOneChange(() => this.history.inThePast(millis, () => this.emulator.handle(request)));
    }

    /** The cloud's state has changed, by a request or out of band. */
    changed(): void {
        if (this.handling) {
            this.dirty = true;
        } else {
            this.settle();
        }
    }

    private asOneChange<T>(act: () => T): T {
        this.handling = true;
        try {
            return act();
        } finally {
            this.handling = false;
            if (this.dirty) {
                this.dirty = false;
                this.settle();
            }
        }
    }

    private settle(): void {
        this.history.record();
        this.persist();
    }
}
