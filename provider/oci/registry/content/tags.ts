import * as v from "valibot";
import type { OciOptions } from "../port";
import { pathIn } from "../wire/address";
import type { Conversation } from "../wire/conversation";
import { oddAnswer } from "../wire/errors";
import { pagesOf, type Page } from "./pages";
import { object, readJson } from "../../../validation/json";

/** What most registries take; each gives less where it wants to. */
const pageSize = 1000;

const tagList = object({ tags: v.nullish(v.array(v.string())) });

/** See `Registry.tags`. */
export async function tags(talk: Conversation, repository: string, options: OciOptions): Promise<string[] | undefined> {
    const first = {
        path: `${pathIn(talk.wire.address, repository, "tags", "list")}?n=${pageSize}`,
        scopes: [{ repository, actions: "pull" as const }],
        accept: "application/json",
    };
    const pages = await pagesOf(talk, first, options);
    return pages && [...new Set(pages.flatMap(tagsOf))];
}

function tagsOf({ answer, bytes }: Page): string[] {
    const read = readJson(tagList, bytes);
    if (!read) {
        throw oddAnswer(answer.asked, "answered something that is no list of tags", "transient");
    }
    return read.tags ?? [];
}
