import type { Bounds } from "./bounds";

/** Lets a number of them act at once; who waits can leave, which queues of libraries do not offer without a race. */
export class Gate {
    private readonly waiting = new Set<() => void>();

    constructor(private free: number) {}

    /** @throws what ends the copy while it waits; once begun, `act` is awaited to its own end */
    async run<T>(bounds: Bounds, act: () => Promise<T>): Promise<T> {
        await this.enter(bounds);
        try {
            bounds.check();
            return await act();
        } finally {
            this.leave();
        }
    }

    private async enter(bounds: Bounds): Promise<void> {
        bounds.check();
        if (this.free > 0) {
            this.free--;
            return;
        }
        let comeIn = () => {};
        const turn = new Promise<void>((resolve) => (comeIn = resolve));
        this.waiting.add(comeIn);
        try {
            await bounds.wait(turn);
        } catch (error) {
            // Called in and ended in the same moment: the place is the next one's.
            if (!this.waiting.delete(comeIn)) {
                this.leave();
            }
            throw error;
        }
    }

    private leave(): void {
        const [next] = this.waiting;
        if (next) {
            this.waiting.delete(next);
            next();
        } else {
            this.free++;
        }
    }
}
