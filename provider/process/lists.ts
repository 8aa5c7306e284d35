import { keepRows, type Rows } from "../pages";
import type { Clock } from "./clock";
import { Crowd } from "./crowd";

/** How long, in milliseconds after its beginning, a list may stand in for a look before a write, and for a read. */
const recentMs = 3_000;
/** While company is expected, a fresh list begins when for so long (milliseconds) nobody has come. */
const quietMs = 150;
/** How often, in milliseconds, it looks around meanwhile. */
const stepMs = 10;

interface Listing<T> {
    readonly begun: number;
    /** The number of the last write that had begun before this list did. */
    readonly afterWrite: number;
    readonly rows: Promise<Rows<T>>;
}

/**
 * One list of the cloud, shared by every resource of the process that needs it.
 *
 * All resources of a stack run in one process, so hundreds of reads come down to a few lists, and the looks after
 * parallel writes to one list: a fresh list begins when no write is in flight and answers all who wait for it.
 */
export class SharedList<T> {
    private newest: Listing<T> | undefined;
    private waiting: Promise<Rows<T>> | undefined;
    private writes = 0;
    private inFlight = 0;
    private waiters = 0;
    private lastArrival = 0;
    private readonly lastWrite = new Map<string, number>();
    private readonly lastRemoval = new Map<string, number>();
    private readonly removed = new Set<string>();

    /** `load` reads the whole list, all pages; `rowId` is the id by which the cloud tells rows apart. */
    constructor(
        public load: () => Promise<Rows<T>>,
        private readonly rowId: (row: T) => string | undefined,
        private readonly clock: Clock,
        private readonly crowd: Crowd = new Crowd(),
    ) {}

    /** A list begun at most a few seconds ago, unless this process has written `key` since; else a fresh one. */
    async recent(key: string): Promise<Rows<T>> {
        const listing = this.newest;
        if (this.hasJustRemoved(key)) {
            return [];
        }
        if (listing && this.isRecent(listing) && listing.afterWrite >= (this.lastWrite.get(key) ?? 0)) {
            return this.without(await listing.rows);
        }
        return this.fresh();
    }

    /** A list that begins after this call and while no write is in flight, shared by all who wait for one. */
    async fresh(): Promise<Rows<T>> {
        this.waiters++;
        this.lastArrival = this.clock.now();
        this.waiting ??= this.beginWhenTogether();
        return this.without(await this.waiting);
    }

    /** Runs a write of the object with this key. A row whose id it removed (`removes`) is never believed again. */
    async write<R>(key: string, act: () => Promise<R>, removes?: string): Promise<R> {
        const number = ++this.writes;
        this.lastWrite.set(key, number);
        this.lastArrival = this.clock.now();
        this.inFlight++;
        try {
            const result = await act();
            if (removes !== undefined) {
                this.removed.add(removes);
                this.lastRemoval.set(key, number);
            }
            return result;
        } finally {
            this.inFlight--;
        }
    }

    /** Whether the last write of the key was its removal: what the process itself has removed needs no look. */
    private hasJustRemoved(key: string): boolean {
        const removal = this.lastRemoval.get(key);
        return removal !== undefined && removal === this.lastWrite.get(key);
    }

    private isRecent(listing: Listing<T>): boolean {
        return this.clock.now() - listing.begun <= recentMs;
    }

    private async beginWhenTogether(): Promise<Rows<T>> {
        // One turn in any case: the caller has yet to store what this answers.
        await Promise.resolve();
        while (this.inFlight > 0 || (this.writes > 0 && this.expectsMore())) {
            await this.clock.sleep(stepMs);
        }
        this.waiting = undefined;
        this.waiters = 0;
        const listing: Listing<T> = { begun: this.clock.now(), afterWrite: this.writes, rows: this.load() };
        this.newest = listing;
        listing.rows.catch(() => {
            if (this.newest === listing) {
                this.newest = undefined;
            }
        });
        return listing.rows;
    }

    private expectsMore(): boolean {
        return !this.crowd.isComplete(this.waiters) && this.clock.now() - this.lastArrival < quietMs;
    }

    private without(rows: Rows<T>): Rows<T> {
        return this.removed.size === 0 ? rows : keepRows(rows, (row) => !this.removed.has(this.rowId(row) ?? ""));
    }
}

/** The shared lists of one cloud, one for each account and instance. */
export class SharedLists<T> {
    private readonly lists = new Map<string, SharedList<T>>();

    constructor(
        private readonly rowId: (row: T) => string | undefined,
        private readonly clock: Clock,
        private readonly crowd: Crowd = new Crowd(),
    ) {}

    /** The list with this name; the latest `load` is kept: it carries the deadline of the call that is waiting. */
    of(name: readonly (string | undefined)[], load: () => Promise<Rows<T>>): SharedList<T> {
        const key = JSON.stringify(name);
        let list = this.lists.get(key);
        if (!list) {
            list = new SharedList(load, this.rowId, this.clock, this.crowd);
            this.lists.set(key, list);
        }
        list.load = load;
        return list;
    }
}
