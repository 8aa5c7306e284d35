import { idOf } from "../../../calls/answers";
import type { Clients } from "../../../calls/clients";
import { isKind } from "../../../errors";
import { countOf, listOf } from "../../../pages";
import type { Clock } from "../../../process/clock";
import type { CallOptions } from "../../../registry";
import type { HuaweiClient } from "../client";
import { repositoryName, repositoryPath } from "../repositories";
import type { JobRow } from "./statuses";
import { isHigher, type JobPlace, placeName } from "./tickets";

/** How jobs are listed. One literal, one place. */
const jobListPolicy = {
    /** Rows asked for at once. */
    pageRows: 100,
    mostPages: 20,
    /** A list begun at most so long ago (milliseconds) tells which jobs were there before a call. */
    recentMs: 10_000,
} as const;

/** Whether a reader has seen enough: of all rows read so far, and of the last page. */
export type Enough = (rows: readonly JobRow[], page: readonly JobRow[]) => boolean;

interface Reading {
    readonly deadline: number;
    readonly readers: Enough[];
    readonly rows: Promise<readonly JobRow[]>;
}

/**
 * The jobs of one repository (ShowSyncJob), shared by all of the process who ask about them. The process may ask once
 * a second only, so whoever comes while a list waits for its turn gets that list, and it is read as far as all of them
 * need.
 */
export class JobBoard {
    private waiting: Reading | undefined;
    private highest: string | undefined;
    /** When the last list began, and after how many calls of ours that make jobs. */
    private listed: { readonly at: number; readonly afterCalls: number } | undefined;
    private calls = 0;

    constructor(
        private readonly place: JobPlace,
        private readonly client: HuaweiClient,
        private readonly clock: Clock,
    ) {}

    /** The newest jobs, as many as `enough` asks for; read after this call. @throws ImageSyncError */
    async read(enough: Enough, options: CallOptions): Promise<readonly JobRow[]> {
        const reading = (this.waiting ??= this.open(options));
        reading.readers.push(enough);
        try {
            return await reading.rows;
        } catch (error) {
            // Another's time was up, and it was not tried again; ours is not.
            const mayGoOn = options.deadline > reading.deadline && options.deadline > this.clock.now();
            if (mayGoOn && isKind(error, "transient", "throttled")) {
                return this.read(enough, options);
            }
            throw error;
        }
    }

    /** The highest id of a job there is, from a recent list or a new one; undefined where no job was ever seen. */
    async highestId(options: CallOptions): Promise<string | undefined> {
        const isRecent = this.listed && this.clock.now() - this.listed.at <= jobListPolicy.recentMs;
        if (!isRecent || this.listed?.afterCalls !== this.calls) {
            await this.read(() => true, options);
        }
        return this.highest;
    }

    /** A call of ours may have made jobs: what was listed before is no longer recent. */
    expectMore(): void {
        this.calls++;
    }

    private open({ deadline }: CallOptions): Reading {
        const readers: Enough[] = [];
        // A turn later, so that `waiting` is set before anything happens to it.
        const rows = Promise.resolve().then(() => this.pages(readers, { deadline }));
        const reading = { deadline, readers, rows };
        const done = () => this.close(reading);
        rows.then(done, done);
        return reading;
    }

    private close(reading: Pick<Reading, "readers">): void {
        if (this.waiting?.readers === reading.readers) {
            this.waiting = undefined;
        }
    }

    /** From the newest on. Jobs that are added meanwhile shift the others, which are then met twice. */
    private async pages(readers: Enough[], options: CallOptions): Promise<readonly JobRow[]> {
        const rows = new Map<string, JobRow>();
        let read = 0;
        let listed = this.listed;
        const begin = () => {
            listed = { at: this.clock.now(), afterCalls: this.calls };
            this.close({ readers });
        };
        for (let page = 1; page <= jobListPolicy.mostPages; page++) {
            const { items, total } = await this.page(read, options, page === 1 ? begin : undefined);
            const before = rows.size;
            items.forEach((row) => rows.set(idOf(row.id) ?? "", row));
            read += items.length;
            const all = [...rows.values()];
            const isEnd = total === undefined ? rows.size === before : read >= total;
            if (isEnd || items.length === 0 || readers.every((enough) => enough(all, items))) {
                break;
            }
        }
        this.listed = listed;
        this.remember([...rows.values()]);
        return [...rows.values()];
    }

    private async page(offset: number, options: CallOptions, begun?: () => void) {
        const filter = `limit::${jobListPolicy.pageRows}|offset::${offset}|order::desc`;
        const call = {
            operation: "ShowSyncJob",
            method: "GET",
            path: `${repositoryPath(this.place)}/sync_job?filter=${encodeURIComponent(filter)}`,
            object: repositoryName(this.place),
        } as const;
        const { body, headers } = await this.client.answer(call, options, begun);
        return { items: listOf({ cloud: "huawei", action: call.operation }, body), total: totalOf(headers) };
    }

    private remember(rows: readonly JobRow[]): void {
        for (const row of rows) {
            const id = idOf(row.id);
            if (id !== undefined && (this.highest === undefined || isHigher(id, this.highest))) {
                this.highest = id;
            }
        }
    }
}

/** The count of a list's rows, out of its header Content-Range: `offset-count/total`. */
export function totalOf(headers: Readonly<Record<string, string | undefined>>): number | undefined {
    return countOf(/\/(\d+)$/.exec(headers["content-range"]?.trim() ?? "")?.[1]);
}

/** One board for each repository and account. */
export class JobBoards {
    private readonly boards = new Map<string, JobBoard>();

    constructor(
        private readonly clients: Clients<HuaweiClient>,
        private readonly clock: Clock,
    ) {}

    at(place: JobPlace): JobBoard {
        const name = placeName(place);
        let board = this.boards.get(name);
        if (!board) {
            board = new JobBoard(place, this.clients.at(place), this.clock);
            this.boards.set(name, board);
        }
        return board;
    }
}
