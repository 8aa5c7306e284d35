import type { Descriptor, OciOptions } from "../port";
import type { Conversation } from "../wire/conversation";
import { headerOf, oddAnswer, wireError } from "../wire/errors";
import type { RegistryAnswer, RegistryRequest } from "../wire/exchange";
import { contradicts } from "../../content/digest";
import { begin, cancel, nextPlace, type Upload } from "./upload";
import { Outgoing } from "./outgoing";

/** A chunk has at least so much, bytes, where a registry asks for less: each costs a round trip. */
const leastChunkBytes = 16 * 1024 * 1024;

/**
 * See `Registry.pushBlob`. What was taken from `bytes` cannot be taken again: after a fault in the midst of them the
 * error is `transient`, and the caller comes again with new ones.
 */
export async function pushBlob(
    talk: Conversation,
    repository: string,
    blob: Descriptor,
    bytes: AsyncIterable<Buffer>,
    options: OciOptions,
): Promise<void> {
    const push = new Push(talk, repository, blob, bytes, options);
    try {
        await push.run();
    } catch (error) {
        // Read before the source is ended: who asks it for more after that finds it too short.
        const { failure } = push;
        await push.giveUp();
        throw failure ? failure.error : error;
    }
}

class Push {
    private readonly outgoing: Outgoing;
    private place: URL | undefined;

    constructor(
        private readonly talk: Conversation,
        private readonly repository: string,
        private readonly blob: Descriptor,
        bytes: AsyncIterable<Buffer>,
        private readonly options: OciOptions,
    ) {
        const asked = talk.asked({ method: "PUT", to: `/v2/${repository}/blobs/${blob.digest}` });
        this.outgoing = new Outgoing(bytes, blob, asked, talk.wire.transport.limits.stallMs);
    }

    get failure(): Outgoing["failure"] {
        return this.outgoing.failure;
    }

    async run(): Promise<void> {
        const upload = await begin(this.talk, this.repository, this.options);
        this.place = upload?.place;
        if (upload?.chunkBytes !== undefined && upload.chunkBytes < this.blob.size) {
            await this.inChunks(upload);
            await this.commit(0);
        } else {
            await this.commit(this.blob.size);
        }
    }

    async giveUp(): Promise<void> {
        const { place } = this;
        await Promise.all([this.outgoing.end(), place && cancel(this.talk, this.repository, place)]);
    }

    private async inChunks({ chunkBytes = 0 }: Upload): Promise<void> {
        const length = Math.max(chunkBytes, leastChunkBytes);
        for (let begun = 0; begun < this.blob.size;) {
            const end = Math.min(begun + length, this.blob.size);
            const range = `${begun}-${end - 1}`;
            await this.send({ method: "PATCH", headers: { "content-range": range } }, end - begun, async (answer) => {
                const kept = headerOf(answer.headers, "range")?.replace(/^bytes=/, "");
                if (kept !== undefined && kept !== `0-${end - 1}`) {
                    throw oddAnswer(answer.asked, `kept bytes ${kept} instead of 0-${end - 1}`, "transient", "RANGE");
                }
                this.place = nextPlace(this.talk, answer);
            });
            begun = end;
        }
    }

    /** The last request, with `length` bytes: the registry checks the digest, and only then has the blob. */
    private async commit(length: number): Promise<void> {
        await this.send({ method: "PUT" }, length, async ({ asked, headers }) => {
            const kept = headerOf(headers, "docker-content-digest");
            if (kept !== undefined && contradicts(kept, this.blob.digest)) {
                throw oddAnswer(asked, `keeps ${kept} of what was sent as ${this.blob.digest}`, "invalid", "DIGEST");
            }
        });
    }

    private async send(
        { method, headers }: Pick<RegistryRequest, "method" | "headers">,
        length: number,
        read: (answer: RegistryAnswer) => Promise<void>,
    ): Promise<void> {
        const to = method === "PUT" ? withDigest(this.place, this.blob.digest) : this.place;
        const stall = new AbortController();
        const stalled = () => stall.abort(Object.assign(new Error("nothing is taken"), { code: "ESTALLED" }));
        const signal = AbortSignal.any([stall.signal, this.options.signal].filter((one) => one !== undefined));
        const request = {
            method,
            to: to as URL,
            scopes: [{ repository: this.repository, actions: "pull,push" as const }],
            headers: { ...headers, "content-type": "application/octet-stream", "content-length": String(length) },
            body: length > 0 ? this.outgoing.part(length, stalled) : undefined,
            isLong: true,
        };
        await this.talk
            .ask(request, { ...this.options, signal }, async (answer) => {
                await answer.body.dump();
                await read(answer);
            })
            .catch((error: unknown) => {
                throw error === stall.signal.reason ? wireError(this.talk.asked(request), error) : error;
            });
    }
}

/** The place of an upload with the digest added; its own query, which may be signed, stays letter by letter. */
function withDigest(place: URL | undefined, digest: string): URL | undefined {
    if (place === undefined) {
        return undefined;
    }
    const url = new URL(place);
    url.search = `${url.search}${url.search ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
    return url;
}
