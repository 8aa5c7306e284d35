import LinkHeader from "http-link-header";
import { RegistryError } from "../errors";
import { json, type RegistryAnswer, type RegistryExchange, repositoryOf } from "./exchange";

/** The most tags of one answer; more are on the next page. */
const MAX_TAGS = 100;

/** The tags of a repository in their order, a page at a time. */
export function listTags(exchange: RegistryExchange): RegistryAnswer {
    const { path, query } = exchange.call;
    const size = Math.min(sizeOf(query.get("n")), MAX_TAGS);
    const last = query.get("last") ?? "";
    const tags = repositoryOf(exchange)
        .tags.map(({ name }) => name)
        .sort()
        .filter((name) => name > last);
    const page = tags.slice(0, size);
    const end = page.at(-1);
    const link = new LinkHeader();
    if (end !== undefined && page.length < tags.length) {
        const next = new URLSearchParams({ last: end, n: String(size) });
        link.set({ rel: "next", uri: `/v2/${path}/tags/list?${next.toString()}` });
    }
    return json(200, { name: path, tags: page }, link.refs.length > 0 ? { link: link.toString() } : {});
}

function sizeOf(n: string | null): number {
    if (n === null) {
        return MAX_TAGS;
    }
    if (!/^\d{1,9}$/.test(n)) {
        throw new RegistryError("UNSUPPORTED", `n is ${n}, which is no number of tags`, { status: 400 });
    }
    return Number(n);
}
