import { recordsOf } from "./calls/answers";
import { ImageSyncError } from "./errors";

/** One page of a list. */
export interface Page<T> {
    readonly items: readonly T[];
    /** How many rows the whole list has, as this answer says; undefined where the cloud does not tell. */
    readonly total?: number;
}

/** For the error when a list cannot be believed. */
export interface Source {
    readonly cloud: string;
    readonly action: string;
}

export interface PagedList<T> extends Source {
    /** Reads page `page`, counted from 1. */
    readonly read: (page: number) => Promise<Page<T>>;
    /** What makes two rows the same row. */
    readonly identity: (item: T) => string;
}

/** Rows that others add and remove while we page shift between pages; so many passes until two agree. */
const passes = 4;
/** More pages than any real list has: an API that never ends must not hold us for ever. */
const mostPages = 10_000;

interface Pass<T> {
    readonly rows: Map<string, T>;
    readonly complete: boolean;
    /** Whether the list counts more rows than it showed. */
    readonly short: boolean;
}

/**
 * Rows of a list. Where it is `short`, counting more than it ever showed, a row that is in it is there, but one that
 * is not in it may be there all the same.
 */
export type Rows<T> = readonly T[] & { readonly short?: boolean };

/** Some of the rows, as short as all of them. */
export function keepRows<T>(rows: Rows<T>, keeps: (row: T) => boolean): Rows<T> {
    return marked(rows.filter(keeps), rows.short === true);
}

function marked<T>(rows: T[], short: boolean): Rows<T> {
    return short ? Object.defineProperty(rows, "short", { value: true }) : rows;
}

/**
 * All rows of a list, whatever the cloud's page size. A pass is believed when no total changed meanwhile and every
 * row was seen once; otherwise when the next pass saw the same rows. That nothing is there is believed only of a list
 * that counts nothing.
 * @throws ImageSyncError `transient` when the list keeps changing.
 */
export async function allPages<T>(list: PagedList<T>): Promise<Rows<T>> {
    let previous: Pass<T> | undefined;
    for (let attempt = 0; attempt < passes; attempt++) {
        const pass = await onePass(list);
        if (pass.complete || (previous && pass.rows.size > 0 && sameKeys(pass.rows, previous.rows))) {
            return marked([...pass.rows.values()], pass.short);
        }
        previous = pass;
    }
    if (previous?.rows.size === 0) {
        throw unreadable(list, "the list is empty, but its count is not");
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
            const short = firstTotal !== undefined && rows.size < firstTotal;
            return { rows, complete: steady && whole, short };
        }
    }
    throw unreadable(list, `the list did not end after ${mostPages} pages`);
}

function unreadable({ cloud, action }: Source, problem: string): ImageSyncError {
    const advice = "run again; if it stays so, check imagesync:endpoints";
    return new ImageSyncError({ kind: "transient", cloud, action, problem, advice });
}

function sameKeys<T>(one: Map<string, T>, other: Map<string, T>): boolean {
    return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}

/**
 * One page of an answer: its list, null where it is empty, and its count.
 * @throws ImageSyncError `transient` for an answer with neither: it says nothing, and not that nothing is there.
 */
export function pageOf(list: Source, rows: unknown, count: unknown): Page<Readonly<Record<string, unknown>>> {
    const total = countOf(count);
    return { items: listOf(list, rows ?? (total === undefined ? undefined : null)), total };
}

/** A list in an answer, null where it is empty. @throws ImageSyncError `transient` for anything else. */
export function listOf(list: Source, rows: unknown): Readonly<Record<string, unknown>>[] {
    if (rows !== null && !Array.isArray(rows)) {
        throw unreadable(list, "the answer holds no list");
    }
    return recordsOf(rows);
}

/** A count as clouds write it, as a number or in a text; undefined where it is neither. */
export function countOf(value: unknown): number | undefined {
    const count = typeof value === "string" && value !== "" ? Number(value) : value;
    return typeof count === "number" && Number.isInteger(count) ? count : undefined;
}
