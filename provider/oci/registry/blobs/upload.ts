import { isKind, type ImageSyncError } from "../../../errors";
import type { OciOptions } from "../port";
import type { Scope } from "../auth/scope";
import { pathIn, placeOf } from "../wire/address";
import type { Conversation } from "../wire/conversation";
import { headerOf, oddAnswer } from "../wire/errors";
import type { RegistryAnswer } from "../wire/exchange";

/** An upload that a registry has begun. */
export interface Upload {
    /** Where the next bytes go. */
    readonly place: URL;
    /** The least that a chunk may have, bytes, where the registry asks for chunks. */
    readonly chunkBytes?: number;
}

/** Begins an upload, or mounts: undefined where the blob is there by that. */
export async function begin(
    talk: Conversation,
    repository: string,
    options: OciOptions,
    mount?: { readonly digest: string; readonly from: string },
): Promise<Upload | undefined> {
    const path = `${pathIn(talk.wire.address, repository, "blobs", "uploads")}/`;
    const query = mount && `?mount=${encodeURIComponent(mount.digest)}&from=${encodeURIComponent(mount.from)}`;
    const source: Scope[] = mount ? [{ repository: mount.from, actions: "pull" }] : [];
    const scopes = [{ repository, actions: "pull,push" as const }, ...source];
    const post = { method: "POST" as const, to: `${path}${query ?? ""}`, scopes };
    return talk.ask(post, options, async (answer) => {
        await answer.body.dump();
        return answer.status === 201 && mount ? undefined : uploadOf(talk, answer);
    });
}

function uploadOf(talk: Conversation, answer: RegistryAnswer): Upload {
    const least = Number(headerOf(answer.headers, "oci-chunk-min-length") ?? "0");
    return { place: nextPlace(talk, answer), chunkBytes: least > 0 ? least : undefined };
}

/** Where an upload goes on. */
export function nextPlace(talk: Conversation, { asked, headers, url }: RegistryAnswer): URL {
    const location = headerOf(headers, "location");
    if (location === undefined) {
        throw oddAnswer(asked, "answered no Location of the upload");
    }
    return placeOf(location, url, talk.wire.address, `${asked.method} ${asked.path}`);
}

/** Gives an upload up, as a courtesy: its failure, and what it takes longer than a moment, is of no matter. */
export async function cancel(talk: Conversation, repository: string, place: URL): Promise<void> {
    const { cancelMs } = talk.wire.transport.limits;
    const scopes = [{ repository, actions: "pull,push" as const }];
    const options = { deadline: talk.wire.clock.now() + cancelMs, signal: AbortSignal.timeout(cancelMs) };
    await talk
        .ask({ method: "DELETE", to: place, scopes, isOnce: true }, options, (answer) => answer.body.dump())
        .catch(() => undefined);
}

/** See `Registry.mountBlob`. */
export async function mountBlob(
    talk: Conversation,
    repository: string,
    digest: string,
    from: string,
    options: OciOptions,
): Promise<boolean> {
    try {
        const upload = await begin(talk, repository, options, { digest, from });
        if (upload) {
            await cancel(talk, repository, upload.place);
        }
        return upload === undefined;
    } catch (error) {
        if (isKind(error, "notFound", "unsupported", "invalid", "conflict", "unauthorized") && isAnswer(error)) {
            return false;
        }
        throw error;
    }
}

/** A registry's own no; not a certificate, or a realm that no login is given to. */
function isAnswer(error: ImageSyncError): boolean {
    return error.details.action.startsWith("POST ");
}
