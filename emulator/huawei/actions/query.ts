import { HuaweiError } from "../errors";

/** SWR takes filters as query parameters of their own, and packed into one: `filter=limit::10|offset::0`. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
    const packed = (query.get("filter") ?? "").split("|").map((each) => each.split("::"));
    return query.get(name) ?? packed.find(([key]) => key === name)?.[1];
}

/** @throws HuaweiError 400 4000056 */
function integer(query: URLSearchParams, name: string, missing: number, least: number, most: number): number {
    const text = parameter(query, name);
    const value = text === undefined ? missing : Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
        throw HuaweiError.swr(400, "4000056", `${name} must be an integer from ${least} to ${most}`);
    }
    return value;
}

/** The page that `limit` (default 100, most 1000) and `offset` (default 0) ask for, and its Content-Range. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams): { items: readonly T[]; range: string } {
    const offset = integer(query, "offset", 0, 0, Number.MAX_SAFE_INTEGER);
    const items = all.slice(offset, offset + integer(query, "limit", 100, 1, 1000));
    return { items, range: `${offset}-${items.length}/${all.length}` };
}
