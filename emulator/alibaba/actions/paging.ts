import { invalid } from "../wire/answers";
import { integer, optional, type Parameters } from "../wire/parameters";

const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 100;

/** The parameters of every list that is paged by number. */
export const pageParameters = { PageNo: integer, PageSize: integer };

/** The parameters of lists that can be paged by token too. */
export const tokenParameters = { ...pageParameters, MaxResults: integer, NextToken: optional };

/** One page, and the fields of the answer that say which it is. */
export interface Page<T> {
    readonly items: T[];
    readonly fields: object;
    readonly total: number;
}

/**
 * Cuts the page that `PageNo` (from 1) and `PageSize` (default 30) ask for; more than 100 is cut to 100.
 * @throws GatewayError for a number below 1.
 */
export function page<T>(items: readonly T[], parameters: Parameters): Page<T> {
    const pageNo = atLeastOne("PageNo", parameters.integer("PageNo") ?? 1);
    const pageSize = sizeOf("PageSize", parameters);
    const start = (pageNo - 1) * pageSize;
    return {
        items: items.slice(start, start + pageSize),
        fields: { PageNo: pageNo, PageSize: pageSize },
        total: items.length,
    };
}

/**
 * The same, by `MaxResults` and `NextToken` where one of them is given. The token is the place to go on at.
 * @throws GatewayError for a number below 1 and a token that no list gave.
 */
export function tokenPage<T>(items: readonly T[], parameters: Parameters): Page<T> {
    const token = parameters.text("NextToken");
    if (token === "" && parameters.integer("MaxResults") === undefined) {
        return page(items, parameters);
    }
    if (!/^\d*$/.test(token)) {
        throw invalid("NextToken");
    }
    const size = sizeOf("MaxResults", parameters);
    const end = Number(token) + size;
    return {
        items: items.slice(Number(token), end),
        fields: { MaxResults: size, NextToken: end < items.length ? String(end) : "" },
        total: items.length,
    };
}

function sizeOf(name: string, parameters: Parameters): number {
    return Math.min(atLeastOne(name, parameters.integer(name) ?? DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE);
}

function atLeastOne(name: string, value: number): number {
    if (value < 1) {
        throw invalid(name);
    }
    return value;
}
