import { TencentError } from "../errors";

/** One page of a list, and how long the list is. */
export interface Page<T> {
    readonly items: readonly T[];
    readonly total: number;
}

function inRange(name: string, value: number, least: number, most: number): number {
    if (value < least || value > most) {
        throw new TencentError("InvalidParameter.ErrorTcrInvalidParameter", `${name} must be ${least} to ${most}`);
    }
    return value;
}

function slice<T>(all: readonly T[], start: number, size: number): Page<T> {
    return { items: all.slice(start, start + size), total: all.length };
}

/** Page (from 1, default 1) and PageSize (default and most 100), as the replication lists page. */
export function byPage<T>(all: readonly T[], input: { Page?: number; PageSize?: number }): Page<T> {
    const page = inRange("Page", input.Page ?? 1, 1, Number.MAX_SAFE_INTEGER);
    const size = inRange("PageSize", input.PageSize ?? 100, 1, 100);
    return slice(all, (page - 1) * size, size);
}

/** Offset (items, default 0) and Limit (default 20, most 100), as the instance lists page. */
export function byOffset<T>(all: readonly T[], input: { Offset?: number; Limit?: number }): Page<T> {
    const offset = inRange("Offset", input.Offset ?? 0, 0, Number.MAX_SAFE_INTEGER);
    return slice(all, offset, inRange("Limit", input.Limit ?? 20, 1, 100));
}

/**
 * Limit (default 20, most 100) and an Offset that counts pages from 1 despite its name, as the lists inside a registry
 * page. 0 is taken for the first page.
 */
export function byPageOffset<T>(all: readonly T[], input: { Offset?: number; Limit?: number }): Page<T> {
    const page = Math.max(inRange("Offset", input.Offset ?? 1, 0, Number.MAX_SAFE_INTEGER), 1);
    const size = inRange("Limit", input.Limit ?? 20, 1, 100);
    return slice(all, (page - 1) * size, size);
}
