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

/** A list that grows while it is read, of which only what is new is of interest. */
export interface NewestList<T> extends PagedList<T> {
    /** When a row was made, milliseconds since the epoch; undefined where it does not tell. */
    readonly madeAt: (row: T) => number | undefined;
    /** Whether a row is of no interest any more, so that behind a page of such rows there is nothing of interest. */
    readonly isPast: (row: T) => boolean;
    /** How many pages are read at most; asked after each. */
    readonly mostPages: () => number;
}

/** The newest rows of a list. */
export interface NewestRows<T> {
    readonly rows: readonly T[];
    /** Whether every row of interest that was there at the beginning is among them. */
    readonly complete: boolean;
}

/**
 * The newest rows of a list, in whichever order it comes: its first page tells. Rows that are added meanwhile may be
 * missing, and shift others onto a later page, where they are met once more: the later look at a row counts.
 */
export async function newestPages<T>(list: NewestList<T>): Promise<NewestRows<T>> {
    const rows = new Map<string, T>();
    let page = await list.read(1);
    const order = orderOf(list, page.items);
    const backwards = order === "oldest first" && page.total !== undefined;
    const lastPage = Math.ceil((page.total ?? 0) / Math.max(1, page.items.length));
    let read = 0;
    for (let count = 1; ; count++) {
        const before = rows.size;
        page.items.forEach((item) => rows.set(list.identity(item), item));
        read += page.items.length;
        const allRead = page.total === undefined ? rows.size === before : read >= page.total;
        const atEnd = backwards ? count >= lastPage : page.items.length === 0;
        // The first page of a list from the oldest on says nothing of the others.
        const descending = order === "newest first" || (backwards && count > 1);
        const isPast = descending && page.items.length > 0 && page.items.every(list.isPast);
        if (allRead || atEnd || isPast || count >= list.mostPages()) {
            return { rows: [...rows.values()], complete: allRead || atEnd || isPast };
        }
        page = await list.read(backwards ? lastPage + 1 - count : count + 1);
    }
}

/** How a list is sorted; undefined where its rows come in no order, or do not tell. */
function orderOf<T>({ madeAt }: NewestList<T>, rows: readonly T[]): "newest first" | "oldest first" | undefined {
    const times = rows.map((row) => madeAt(row) ?? NaN);
    const steps = times.slice(1).map((time, at) => time - (times[at] ?? NaN));
    if (steps.some(Number.isNaN) || steps.every((step) => step === 0)) {
        return undefined;
    }
    if (steps.every((step) => step <= 0)) {
        return "newest first";
    }
    return steps.every((step) => step >= 0) ? "oldest first" : undefined;
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
