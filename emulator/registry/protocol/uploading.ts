import { RegistryError } from "../errors";
import { checkedDigest, type RegistryAnswer, type RegistryExchange } from "./exchange";
import { Upload } from "./uploads";

/** What a registry demands of uploads. */
export interface ChunkRule {
    /** The least length of every chunk but the last, in bytes; told as `OCI-Chunk-Min-Length`. */
    readonly minBytes: number;
    /** The most that one request may carry, in bytes; beyond it the answer is 413. Default: no limit. */
    readonly maxBytes?: number;
}

/** The uploads that are under way, in all registries. */
export class Uploading {
    private readonly uploads = new Map<string, Upload>();
    /** By `<cloud>/<registry>`. */
    readonly rules = new Map<string, ChunkRule>();

    /** Starts an upload; with `digest` the body is the whole blob. */
    async start(exchange: RegistryExchange): Promise<RegistryAnswer> {
        const { call, content, backend, name } = exchange;
        backend.openRepository(name, call.path);
        const digest = call.query.get("digest");
        const upload = new Upload(placeOf(exchange), content.folder);
        this.uploads.set(upload.id, upload);
        if (digest === null) {
            return this.progress(exchange, upload, 202);
        }
        checkedDigest(digest);
        await this.append(exchange, upload);
        return this.finish(exchange, upload, digest);
    }

    /** Lets the repository hold a blob of another one, or starts an upload where that cannot be. */
    async mount(exchange: RegistryExchange, isRefused: boolean): Promise<RegistryAnswer> {
        const { call, content, backend, name, access } = exchange;
        const digest = checkedDigest(call.query.get("mount") ?? "");
        const from = call.query.get("from") ?? "";
        const mayPull = access.get(from)?.has("pull") === true;
        const source = mayPull && !isRefused ? backend.findRepository(name, from) : undefined;
        if (source === undefined || content.heldBlob(source.id, digest) === undefined) {
            return this.start(exchange);
        }
        content.holdBlob(backend.openRepository(name, call.path).id, digest);
        return created(call.path, digest);
    }

    /** Takes a chunk, which has to begin where the last one has ended. */
    async patch(exchange: RegistryExchange): Promise<RegistryAnswer> {
        const upload = this.found(exchange);
        const { minBytes = 0 } = this.rules.get(exchange.site) ?? {};
        if (upload.lastChunkBytes !== undefined && upload.lastChunkBytes < minBytes) {
            throw new RegistryError("BLOB_UPLOAD_INVALID", `only the last chunk may be shorter than ${minBytes} bytes`);
        }
        if (!fits(exchange, upload)) {
            return this.progress(exchange, upload, 416);
        }
        await this.append(exchange, upload);
        return this.progress(exchange, upload, 202);
    }

    /** Takes the rest, if any, and ends the upload. */
    async put(exchange: RegistryExchange): Promise<RegistryAnswer> {
        const upload = this.found(exchange);
        const digest = checkedDigest(exchange.call.query.get("digest") ?? "");
        if (!fits(exchange, upload)) {
            return this.progress(exchange, upload, 416);
        }
        await this.append(exchange, upload);
        return this.finish(exchange, upload, digest);
    }

    /** How far it is. */
    status(exchange: RegistryExchange): RegistryAnswer {
        return this.progress(exchange, this.known(exchange), 204);
    }

    async cancel(exchange: RegistryExchange): Promise<RegistryAnswer> {
        await this.drop(this.known(exchange));
        return { status: 204 };
    }

    /** Ends all. */
    async close(): Promise<void> {
        await Promise.all([...this.uploads.values()].map((upload) => this.drop(upload)));
    }

    private async append(exchange: RegistryExchange, upload: Upload): Promise<void> {
        const { maxBytes = Infinity } = this.rules.get(exchange.site) ?? {};
        const isTaken = await upload.append(atMost(exchange.body, maxBytes));
        if (!isTaken) {
            throw new RegistryError("BLOB_UPLOAD_INVALID", "another request is writing to this upload");
        }
    }

    private async finish(exchange: RegistryExchange, upload: Upload, digest: string): Promise<RegistryAnswer> {
        const { call, content, backend, name } = exchange;
        const finished = await upload.finish();
        if (finished.digest !== digest) {
            await this.drop(upload);
            throw new RegistryError("DIGEST_INVALID", `what came has the digest ${finished.digest}`);
        }
        if (content.blob(digest) === undefined) {
            content.addBlob(digest, finished.keep());
        }
        await this.drop(upload);
        content.holdBlob(backend.openRepository(name, call.path).id, digest);
        return created(call.path, digest);
    }

    private async drop(upload: Upload): Promise<void> {
        this.uploads.delete(upload.id);
        await upload.discard();
    }

    /** The upload that a request goes on with. @throws RegistryError where the URL is not that of the last answer. */
    private found(exchange: RegistryExchange): Upload {
        const upload = this.known(exchange);
        if (exchange.call.query.get("_state") !== upload.state) {
            throw new RegistryError("BLOB_UPLOAD_INVALID", "this is not the Location of the last answer");
        }
        return upload;
    }

    private known(exchange: RegistryExchange): Upload {
        const upload = this.uploads.get(exchange.call.reference);
        if (upload === undefined || upload.place !== placeOf(exchange)) {
            throw new RegistryError("BLOB_UPLOAD_UNKNOWN", `there is no upload ${exchange.call.reference}`);
        }
        return upload;
    }

    private progress({ call, site }: RegistryExchange, upload: Upload, status: number): RegistryAnswer {
        const rule = this.rules.get(site);
        return {
            status,
            headers: {
                location: `/v2/${call.path}/blobs/uploads/${upload.id}?_state=${upload.state}`,
                "docker-upload-uuid": upload.id,
                range: `0-${Math.max(0, upload.sizeBytes - 1)}`,
                ...(rule && status === 202 && { "oci-chunk-min-length": String(rule.minBytes) }),
            },
        };
    }
}

function placeOf({ site, call }: RegistryExchange): string {
    return `${site}/${call.path}`;
}

/** Whether the range of a chunk, if it tells one, begins where the upload stands and is as long as the body. */
function fits({ headers }: RegistryExchange, upload: Upload): boolean {
    const told = headers["content-range"];
    if (told === undefined) {
        return true;
    }
    const match = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/\S+)?$/.exec(told);
    const [start, end] = [Number(match?.[1]), Number(match?.[2])];
    const length = headers["content-length"];
    if (match === null || (length !== undefined && Number(length) !== end - start + 1)) {
        throw new RegistryError("SIZE_INVALID", `Content-Range is ${told}, and Content-Length ${length}`);
    }
    return start === upload.sizeBytes;
}

async function* atMost(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
    let length = 0;
    for await (const piece of body) {
        length += piece.length;
        // What is too much is read and dropped: a client that is still sending would not see an early answer.
        if (length <= maxBytes) {
            yield piece;
        }
    }
    if (length > maxBytes) {
        throw new RegistryError("SIZE_INVALID", `a request carries at most ${maxBytes} bytes`, { status: 413 });
    }
}

function created(path: string, digest: string): RegistryAnswer {
    const location = `/v2/${path}/blobs/${digest}`;
    return { status: 201, headers: { location, "docker-content-digest": digest } };
}
