import { MAX_MANIFEST_BYTES, type Manifest, neededBlobs, parseManifest } from "../content/manifest";
import type { ContentStore } from "../content/store";
import { RegistryError } from "../errors";
import { checkedDigest, type RegistryAnswer, type RegistryExchange, repositoryOf } from "./exchange";

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** GET and HEAD of a manifest, by tag or digest. */
export function getManifest(exchange: RegistryExchange): RegistryAnswer {
    const manifest = found(exchange);
    if (!accepts(exchange.headers.accept, manifest.mediaType)) {
        throw unknownManifest(`it is ${manifest.mediaType}, which the request does not accept`);
    }
    return {
        status: 200,
        headers: { "content-type": manifest.mediaType, "docker-content-digest": manifest.digest },
        body: Buffer.from(manifest.body),
    };
}

/** Keeps a manifest whose blobs and children are there, and tags it where the reference is a tag. */
export async function putManifest(exchange: RegistryExchange): Promise<RegistryAnswer> {
    const { call, content, backend, name, headers } = exchange;
    const { path, reference } = call;
    const isDigest = reference.includes(":");
    if (!isDigest && !TAG.test(reference)) {
        throw new RegistryError("MANIFEST_INVALID", `${reference} is no tag`);
    }
    const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
    const manifest = parseManifest(await bodyText(exchange), mediaType.trim());
    if (isDigest && checkedDigest(reference) !== manifest.digest) {
        throw new RegistryError("DIGEST_INVALID", `the digest of the manifest is ${manifest.digest}`);
    }
    const repository = backend.openRepository(name, path);
    checkNeeds(content, repository.id, manifest);
    content.keepManifest(manifest);
    content.holdManifest(repository.id, manifest.digest);
    if (!isDigest) {
        backend.tag(name, path, reference, manifest);
    }
    return {
        status: 201,
        headers: {
            location: `/v2/${path}/manifests/${manifest.digest}`,
            "docker-content-digest": manifest.digest,
            ...(manifest.subject && { "oci-subject": manifest.subject.digest }),
        },
    };
}

/** Deletes a tag, or a manifest with all its tags, where the cloud takes deletes. */
export function deleteManifest(exchange: RegistryExchange): RegistryAnswer {
    const { call, content, backend, name } = exchange;
    const untag = backend.untag?.bind(backend);
    if (untag === undefined) {
        throw new RegistryError("UNSUPPORTED", "this registry does not delete");
    }
    const { digest } = found(exchange);
    const repository = repositoryOf(exchange);
    if (!call.reference.includes(":")) {
        untag(name, call.path, call.reference);
        return { status: 202 };
    }
    for (const tag of repository.tags.filter((each) => each.digest === digest)) {
        untag(name, call.path, tag.name);
    }
    content.dropManifest(repository.id, digest);
    return { status: 202 };
}

/** What is attached to a manifest, as an index; an unknown manifest has nothing attached. */
export function listReferrers(exchange: RegistryExchange): RegistryAnswer {
    const { call, content, backend, name } = exchange;
    const subject = checkedDigest(call.reference);
    const wanted = call.query.get("artifactType");
    const repository = backend.findRepository(name, call.path);
    const manifests = (repository === undefined ? [] : content.manifestsOf(repository.id))
        .filter((each) => each.subject?.digest === subject)
        .filter((each) => wanted === null || each.artifactType === wanted)
        .map(({ mediaType, digest, sizeBytes, artifactType, annotations }) => ({
            mediaType,
            digest,
            size: sizeBytes,
            artifactType,
            annotations,
        }));
    const mediaType = "application/vnd.oci.image.index.v1+json";
    return {
        status: 200,
        headers: { "content-type": mediaType, ...(wanted !== null && { "oci-filters-applied": "artifactType" }) },
        body: JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
    };
}

/** The manifest that the reference names. @throws RegistryError MANIFEST_UNKNOWN, NAME_UNKNOWN, DIGEST_INVALID. */
function found(exchange: RegistryExchange): Manifest {
    const { reference } = exchange.call;
    const repository = repositoryOf(exchange);
    const digest = reference.includes(":")
        ? checkedDigest(reference)
        : repository.tags.find(({ name }) => name === reference)?.digest;
    const manifest = digest === undefined ? undefined : exchange.content.heldManifest(repository.id, digest);
    if (manifest === undefined) {
        throw unknownManifest(`there is no ${reference} in ${exchange.call.path}`);
    }
    return manifest;
}

/** A client that names what it accepts gets nothing else. */
function accepts(accept: string | undefined, mediaType: string): boolean {
    const types = (accept ?? "*/*").split(",").map((each) => each.split(";")[0]?.trim());
    return types.some((type) => type === "*/*" || type === "application/*" || type === mediaType);
}

async function bodyText({ body, headers }: RegistryExchange): Promise<string> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of body) {
        length += piece.length;
        if (length <= MAX_MANIFEST_BYTES) {
            pieces.push(piece);
        }
    }
    if (length > MAX_MANIFEST_BYTES || Number(headers["content-length"] ?? 0) > MAX_MANIFEST_BYTES) {
        throw new RegistryError("SIZE_INVALID", `a manifest has at most ${MAX_MANIFEST_BYTES} bytes`, { status: 413 });
    }
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces));
    } catch {
        throw new RegistryError("MANIFEST_INVALID", "the manifest is not UTF-8");
    }
}

function checkNeeds(content: ContentStore, repositoryId: string, manifest: Manifest): void {
    const blob = neededBlobs(manifest).find(({ digest }) => content.heldBlob(repositoryId, digest) === undefined);
    const child = manifest.children.find(({ digest }) => content.heldManifest(repositoryId, digest) === undefined);
    const missing = blob ?? child;
    if (missing !== undefined) {
        throw new RegistryError("MANIFEST_BLOB_UNKNOWN", `the repository does not hold ${missing.digest}`);
    }
}

function unknownManifest(why: string): RegistryError {
    return new RegistryError("MANIFEST_UNKNOWN", `the manifest is unknown: ${why}`);
}
