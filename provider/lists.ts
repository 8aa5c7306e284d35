import { Clock } from "./clock";

/** How long, in milliseconds after its beginning, a list may stand in for a look before a write, and for a read. */
const recentMs = 3_000;
/** Writes that begin in the same moment end in the same moment: so long a fresh list waits for company. */
const gatherMs = 25;

interface Listing<T> {
    readonly begun: number;
    /** The number of the last write that had begun before this list did. */
    readonly afterWrite: number;
    readonly rows: Promise<readonly T[]>;
}

/**
 * One list of the cloud, shared by every resource of the process that needs it.
 *
 * All resources of a stack run in one process, so hundreds of reads come down to a few lists, and the looks after
 * parallel writes to one list: a fresh list begins when no write is in flight and answers all who wait for it.
 */
export class SharedList<T> {
    private newest: Listing<T> | undefined;
    private waiting: Promise<readonly T[]> | undefined;
    private writes = 0;
    private inFlight = 0;
    private idle: (() => void)[] = [];
    private readonly lastWrite = new Map<string, number>();
    private readonly removed = new Set<string>();

    /** `load` reads the whole list, all pages; `rowId` is the id by which the cloud tells rows apart. */
    constructor(
        public load: () => Promise<readonly T[]>,
        private readonly rowId: (row: T) => string | undefined,
        private readonly clock: Clock,
    ) {}

    /** A list begun at most a few seconds ago, unless this process has written `key` since; else a fresh one. */
    async recent(key: string): Promise<readonly T[]> {
        const listing = this.newest;
        if (listing && this.isRecent(listing) && listing.afterWrite >= (this.lastWrite.get(key) ?? 0)) {
            return this.without(await listing.rows);
        }
        return this.fresh();
    }

    /** A list that begins after this call and while no write is in flight, shared by all who wait for one. */
    async fresh(): Promise<readonly T[]> {
        this.waiting ??= this.beginWhenIdle();
        return this.without(await this.waiting);
    }

    /** Runs a write of the object with this key. A row whose id it removed (`removes`) is never believed again. */
    async write<R>(key: string, act: () => Promise<R>, removes?: string): Promise<R> {
        this.lastWrite.set(key, ++this.writes);
        this.inFlight++;
        try {
            const result = await act();
            if (removes !== undefined) {
                this.removed.add(removes);
            }
            return result;
        } finally {
            if (--this.inFlight === 0) {
                this.idle.splice(0).forEach((resume) => resume());
            }
        }
    }

    private isRecent(listing: Listing<T>): boolean {
        return this.clock.now() - listing.begun <= recentMs;
    }

    private async beginWhenIdle(): Promise<readonly T[]> {
        // Even without a write there must be one turn: the caller has yet to store what this answers.
        await (this.writes > 0 ? this.clock.sleep(gatherMs) : undefined);
        while (this.inFlight > 0) {
            await new Promise<void>((resume) => this.idle.push(resume));
        }
        this.waiting = undefined;
        const listing: Listing<T> = { begun: this.clock.now(), afterWrite: this.writes, rows: this.load() };
        this.newest = listing;
        listing.rows.catch(() => {
            if (this.newest === listing) {
                this.newest = undefined;
            }
        });
        return listing.rows;
    }

    private without(rows: readonly T[]): readonly T[] {
        return this.removed.size === 0 ? rows : rows.filter((row) => !this.removed.has(this.rowId(row) ?? ""));
    }
}

/** The shared lists of one cloud, one for each account and instance. */
export class SharedLists<T> {
    private readonly lists = new Map<string, SharedList<T>>();

    constructor(
        private readonly rowId: (row: T) => string | undefined,
        private readonly clock: Clock,
    ) {}

    /** The list with this name; the latest `load` is kept: it carries the deadline of the call that is waiting. */
    of(name: readonly (string | undefined)[], load: () => Promise<readonly T[]>): SharedList<T> {
        const key = JSON.stringify(name);
        let list = this.lists.get(key);
        if (!list) {
            list = new SharedList(load, this.rowId, this.clock);
            this.lists.set(key, list);
        }
        list.load = load;
        return list;
    }
}
