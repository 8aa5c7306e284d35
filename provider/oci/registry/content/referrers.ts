import { isKind } from "../../../errors";
import type { Descriptor, OciOptions } from "../port";
import { pathIn } from "../wire/address";
import type { Conversation } from "../wire/conversation";
import { headerOf } from "../wire/errors";
import { listedIn } from "./lists";
import { referrersTag } from "../../content/digest";
import { manifest } from "./manifests";
import { pagesOf, type Page } from "./pages";

const indexType = "application/vnd.oci.image.index.v1+json";

/** See `Registry.referrers`. */
export async function referrers(
    talk: Conversation,
    repository: string,
    digest: string,
    options: OciOptions,
): Promise<readonly Descriptor[]> {
    const first = {
        path: pathIn(talk.wire.address, repository, "referrers", digest),
        scopes: [{ repository, actions: "pull" as const }],
        accept: indexType,
    };
    const pages = await pagesOf(talk, first, options).catch((error: unknown) => {
        if (isKind(error, "unsupported")) {
            return undefined;
        }
        throw error;
    });
    const listed = pages?.every(isIndex)
        ? pages.flatMap(({ answer, bytes }) => listedIn(answer.asked, bytes))
        : await byTag(talk, repository, digest, options);
    return [...new Map(listed.map((one) => [one.digest, one])).values()];
}

/** A registry without the API may answer any path with a page of its own. */
function isIndex({ answer }: Page): boolean {
    return (headerOf(answer.headers, "content-type") ?? "").replace(/;.*/s, "").trim().toLowerCase() === indexType;
}

/** The specification's fallback: an index under a tag. */
async function byTag(
    talk: Conversation,
    repository: string,
    digest: string,
    options: OciOptions,
): Promise<readonly Descriptor[]> {
    const tag = referrersTag(digest);
    const found = await manifest(talk, repository, tag, options);
    const to = pathIn(talk.wire.address, repository, "manifests", tag);
    return found ? listedIn(talk.asked({ method: "GET", to }), found.bytes) : [];
}
