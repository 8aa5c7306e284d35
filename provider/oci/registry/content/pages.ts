import LinkHeader from "http-link-header";
import type { OciOptions } from "../port";
import type { Scope } from "../auth/scope";
import { placeOf } from "../wire/address";
import { boundedBytes } from "../wire/body";
import type { Conversation } from "../wire/conversation";
import { headerOf, oddAnswer } from "../wire/errors";
import type { RegistryAnswer } from "../wire/exchange";

/** Bytes of one page, and pages of one list; more is a registry that never ends. */
const most = { pageBytes: 32 * 1024 * 1024, pages: 10_000 };

export interface Page {
    readonly answer: RegistryAnswer;
    readonly bytes: Buffer;
}

/**
 * All pages of a list, as their Link headers lead on; undefined where the first is answered by 404.
 * @throws ImageSyncError `invalid` where a page leads to another origin or to one that was read already
 */
export async function pagesOf(
    talk: Conversation,
    first: { readonly path: string; readonly scopes: readonly Scope[]; readonly accept: string },
    options: OciOptions,
): Promise<Page[] | undefined> {
    const pages: Page[] = [];
    const seen = new Set<string>();
    for (let to: string | undefined = first.path; to !== undefined;) {
        if (seen.has(to) || seen.size === most.pages) {
            throw oddAnswer(talk.asked({ method: "GET", to }), "answers pages without an end");
        }
        seen.add(to);
        const headers = { accept: first.accept };
        const request = { method: "GET" as const, to, scopes: first.scopes, headers, also: [404] };
        const page: Page = await talk.ask(request, options, pageOf);
        if (page.answer.status === 404) {
            return pages.length === 0 ? undefined : pages;
        }
        pages.push(page);
        to = nextOf(talk, page.answer);
    }
    return pages;
}

async function pageOf(answer: RegistryAnswer): Promise<Page> {
    const bytes = await boundedBytes(answer.body, most.pageBytes);
    if (bytes === undefined) {
        throw oddAnswer(answer.asked, `answered a page of more than ${most.pageBytes} bytes`);
    }
    return { answer, bytes };
}

/** The path of the next page, at the registry itself. */
function nextOf(talk: Conversation, { asked, headers, url }: RegistryAnswer): string | undefined {
    const link = headerOf(headers, "link");
    const uri = link === undefined ? undefined : linked(link);
    if (uri === undefined) {
        return undefined;
    }
    const next = placeOf(uri, url, talk.wire.address, `${asked.method} ${asked.path}`);
    if (next.origin !== url.origin) {
        throw oddAnswer(asked, `leads to its next page at ${next.host}`);
    }
    return `${next.pathname}${next.search}`;
}

function linked(header: string): string | undefined {
    try {
        return LinkHeader.parse(header).rel("next")[0]?.uri;
    } catch {
        return undefined;
    }
}
