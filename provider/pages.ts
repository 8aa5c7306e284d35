import { ImageSyncError } from "./errors";

/** One page of a list. */
export interface Page<T> {
    readonly items: readonly T[];
    /** How many rows the whole list has, as this answer says; undefined where the cloud does not tell. */
    readonly total?: number;
}

export interface PagedList<T> {
    /** Reads page `page`, counted from 1. */
    readonly read: (page: number) => Promise<Page<T>>;
    /** What makes two rows the same row. */
    readonly identity: (item: T) => string;
    /** For the error when the list will not hold still. */
    readonly cloud: string;
    readonly action: string;
}

/** Rows that others add and remove while we page shift between pages; so many passes until two agree. */
const passes = 4;
/** More pages than any real list has: an API that never ends must not hold us for ever. */
const mostPages = 10_000;

interface Pass<T> {
    readonly rows: Map<string, T>;
    readonly complete: boolean;
}

/**
 * All rows of a list, whatever the cloud's page size. A pass is believed when no total changed meanwhile and every
 * row was seen once; otherwise when the next pass saw the same rows.
 * @throws ImageSyncError `transient` when the list keeps changing.
 */
export async function allPages<T>(list: PagedList<T>): Promise<T[]> {
    let previous: Pass<T> | undefined;
    for (let attempt = 0; attempt < passes; attempt++) {
        const pass = await onePass(list);
        if (pass.complete || (previous && sameKeys(pass.rows, previous.rows))) {
            return [...pass.rows.values()];
        }
        previous = pass;
    }
    throw unreadable(list, `the list changed under each of ${passes} attempts to read it`);
}

async function onePass<T>(list: PagedList<T>): Promise<Pass<T>> {
    const rows = new Map<string, T>();
    let read = 0;
    let firstTotal: number | undefined;
    let steady = true;
    for (let page = 1; page <= mostPages; page++) {
        const { items, total } = await list.read(page);
        firstTotal ??= total;
        steady &&= total === firstTotal;
        const before = rows.size;
        for (const item of items) {
            rows.set(list.identity(item), item);
        }
        read += items.length;
        // Nothing new: the end, also where a server answers its last page again and again.
        if (rows.size === before || (total !== undefined && read >= total)) {
            const whole = rows.size === read && (firstTotal === undefined || rows.size === firstTotal);
            return { rows, complete: steady && whole };
        }
    }
    throw unreadable(list, `the list did not end after ${mostPages} pages`);
}

function unreadable(list: Pick<PagedList<never>, "cloud" | "action">, problem: string): ImageSyncError {
    const { cloud, action } = list;
    const advice = "try again when fewer changes are being made";
    return new ImageSyncError({ kind: "transient", cloud, action, problem, advice });
}

function sameKeys<T>(one: Map<string, T>, other: Map<string, T>): boolean {
    return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}

/** A count as clouds write it, as a number or in a text; undefined where it is neither. */
export function countOf(value: unknown): number | undefined {
    const count = typeof value === "string" && value !== "" ? Number(value) : value;
    return typeof count === "number" && Number.isInteger(count) ? count : undefined;
}
