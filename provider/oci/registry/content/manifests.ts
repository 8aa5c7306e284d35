import { ImageSyncError, isKind } from "../../../errors";
import type { Manifest, OciOptions, Resolved } from "../port";
import { boundedBytes } from "../wire/body";
import { pathIn } from "../wire/address";
import type { Conversation } from "../wire/conversation";
import { headerOf, oddAnswer, type Asked } from "../wire/errors";
import type { RegistryAnswer } from "../wire/exchange";
import { jsonOf } from "../../../validation/json";
import { contradicts, digestOf, isDigest } from "../../content/digest";

/** The specification asks registries to take manifests up to this size; Docker's own and the clouds take no larger. */
const mostManifestBytes = 4 * 1024 * 1024;

/** The four that images have; artifacts have any. */
const accept = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "*/*",
].join(", ");

const schema1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+/;
/** What servers say that do not know the type; a manifest names its own then. */
const vague = new Set(["", "application/json", "application/octet-stream", "text/plain"]);

/** See `Registry.resolve`. */
export async function resolve(
    talk: Conversation,
    repository: string,
    reference: string,
    options: OciOptions,
): Promise<Resolved | undefined> {
    const told = await talk
        .ask(request(talk, "HEAD", repository, reference), options, async (answer) => {
            await answer.body.dump();
            return answer.status === 404 ? undefined : toldBy(answer, reference);
        })
        .catch((error: unknown) => {
            if (isKind(error, "unsupported") && error.code !== "SCHEMA1") {
                return "nothing" as const;
            }
            throw error;
        });
    if (told !== "nothing") {
        return told;
    }
    const found = await manifest(talk, repository, reference, options);
    return found && { mediaType: found.mediaType, digest: found.digest, size: found.bytes.length };
}

/** See `Registry.manifest`. Bytes that do not match are asked for once more: a cache or a line may be at fault. */
export async function manifest(
    talk: Conversation,
    repository: string,
    reference: string,
    options: OciOptions,
): Promise<Manifest | undefined> {
    const ask = () =>
        talk.ask(request(talk, "GET", repository, reference), options, (answer) => read(answer, reference));
    const first = await ask();
    const last = first instanceof Mismatch ? await ask() : first;
    if (last instanceof Mismatch) {
        throw oddAnswer(
            last.asked,
            `answered bytes of ${last.has} instead of ${last.wanted}`,
            "invalid",
            "DIGEST_MISMATCH",
        );
    }
    return last;
}

/** See `Registry.pushManifest`. */
export async function pushManifest(
    talk: Conversation,
    repository: string,
    reference: string,
    manifest: Manifest,
    options: OciOptions,
): Promise<{ readonly listsReferrer: boolean }> {
    const put = {
        method: "PUT" as const,
        to: pathIn(talk.wire.address, repository, "manifests", reference),
        scopes: [{ repository, actions: "pull,push" as const }],
        headers: { "content-type": manifest.mediaType },
        body: manifest.bytes,
    };
    return talk.ask(put, options, async (answer) => {
        await answer.body.dump();
        const kept = headerOf(answer.headers, "docker-content-digest");
        if (kept !== undefined && contradicts(kept, manifest.digest)) {
            const problem = `keeps ${kept} of what was sent as ${manifest.digest}`;
            throw oddAnswer(answer.asked, problem, "invalid", "DIGEST_MISMATCH");
        }
        return { listsReferrer: answer.headers["oci-subject"] !== undefined };
    });
}

class Mismatch {
    constructor(
        readonly asked: Asked,
        readonly has: string,
        readonly wanted: string,
    ) {}
}

function request(talk: Conversation, method: "GET" | "HEAD", repository: string, reference: string) {
    return {
        method,
        to: pathIn(talk.wire.address, repository, "manifests", reference),
        scopes: [{ repository, actions: "pull" as const }],
        headers: { accept },
        also: [404],
    };
}

/** What the head of an answer says; "nothing" where that is not enough. */
function toldBy({ asked, headers }: RegistryAnswer, reference: string): Resolved | "nothing" {
    const digest = digestHeader(asked, headers);
    const size = Number(headerOf(headers, "content-length") ?? "0");
    const mediaType = typeOf(asked, headers);
    if (digest === undefined || !(size > 0) || vague.has(mediaType)) {
        return "nothing";
    }
    if (isDigest(reference) && contradicts(digest, reference)) {
        throw oddAnswer(asked, `answered for ${digest} instead of ${reference}`, "invalid", "DIGEST_MISMATCH");
    }
    return { mediaType, digest: isDigest(reference) ? reference : digest, size };
}

async function read(answer: RegistryAnswer, reference: string): Promise<Manifest | Mismatch | undefined> {
    const { asked, headers } = answer;
    if (answer.status === 404) {
        await answer.body.dump();
        return undefined;
    }
    const bytes = await boundedBytes(answer.body, mostManifestBytes);
    if (bytes === undefined) {
        throw oddAnswer(asked, `answered a manifest of more than ${mostManifestBytes} bytes`);
    }
    const mediaType = ownType(asked, bytes, typeOf(asked, headers));
    const wanted = isDigest(reference) ? reference : digestHeader(asked, headers);
    const digest = digestOf(bytes, wanted);
    return wanted === undefined || digest === wanted
        ? { mediaType, digest, bytes }
        : new Mismatch(asked, digest, wanted);
}

function digestHeader(asked: Asked, headers: RegistryAnswer["headers"]): string | undefined {
    const digest = headerOf(headers, "docker-content-digest");
    if (digest !== undefined && !isDigest(digest)) {
        throw oddAnswer(asked, "answered a Docker-Content-Digest that is no digest", "invalid", "DIGEST_INVALID");
    }
    return digest;
}

function typeOf(asked: Asked, headers: RegistryAnswer["headers"]): string {
    return refuseSchema1(asked, (headerOf(headers, "content-type") ?? "").replace(/;.*/s, "").trim().toLowerCase());
}

function ownType(asked: Asked, bytes: Buffer, told: string): string {
    const json = jsonOf(bytes) as { mediaType?: unknown; schemaVersion?: unknown } | null | undefined;
    if (json?.schemaVersion === 1) {
        return refuseSchema1(asked, "application/vnd.docker.distribution.manifest.v1+json");
    }
    return vague.has(told) && typeof json?.mediaType === "string" ? json.mediaType : told;
}

function refuseSchema1(asked: Asked, mediaType: string): string {
    if (!schema1.test(mediaType)) {
        return mediaType;
    }
    throw new ImageSyncError({
        kind: "unsupported",
        cloud: asked.host,
        action: `${asked.method} ${asked.path}`,
        problem: "the image has a Docker manifest of schema 1, which has no digest of its own and is no longer taken",
        code: "SCHEMA1",
        advice: "push the image anew with a current client",
    });
}
