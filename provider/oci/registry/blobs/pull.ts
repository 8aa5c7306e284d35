import type { Descriptor, OciOptions } from "../port";
import { isKind, type ImageSyncError } from "../../../errors";
import { retryPolicy } from "../../../retry";
import { pathIn } from "../wire/address";
import type { Conversation } from "../wire/conversation";
import { headerOf, oddAnswer, wireError } from "../wire/errors";
import type { RegistryAnswer } from "../wire/exchange";
import { Patience } from "../wire/patience";

/** How often in a row a blob is resumed that has got less than `progressBytes` further since. */
const resumePolicy = { attempts: 5, progressBytes: 1024 * 1024 };

/** See `Registry.hasBlob`. */
export async function hasBlob(
    talk: Conversation,
    repository: string,
    digest: string,
    options: OciOptions,
): Promise<boolean> {
    const to = pathIn(talk.wire.address, repository, "blobs", digest);
    const request = { method: "HEAD" as const, to, scopes: [{ repository, actions: "pull" as const }], also: [404] };
    return talk.ask(request, options, async (answer) => {
        await answer.body.dump();
        return answer.status !== 404;
    });
}

/** See `Registry.pullBlob`. The connection is free again when the bytes are read, or `return` is called. */
export async function pullBlob(
    talk: Conversation,
    repository: string,
    blob: Descriptor,
    options: OciOptions,
): Promise<AsyncIterable<Buffer> | undefined> {
    const pull = new Pull(talk, repository, blob, options);
    return (await pull.open()) ? pull : undefined;
}

/** The bytes of one blob, once. */
class Pull implements AsyncIterableIterator<Buffer> {
    private offset = 0;
    private body: RegistryAnswer["body"] | undefined;
    private pieces: AsyncIterator<Buffer> | undefined;
    /** Why the last connection ended too early; undefined: it just ended. */
    private cause: unknown;
    private failures = 0;
    private offsetAtFailure = 0;

    constructor(
        private readonly talk: Conversation,
        private readonly repository: string,
        private readonly blob: Descriptor,
        private readonly options: OciOptions,
    ) {}

    [Symbol.asyncIterator](): this {
        return this;
    }

    async next(): Promise<IteratorResult<Buffer, undefined>> {
        for (;;) {
            const piece = await this.pieces?.next().catch((error: unknown) => this.cutBy(error));
            if (piece && !piece.done) {
                this.offset += piece.value.length;
                return this.offset > this.blob.size ? this.tooLong() : piece;
            }
            // After the last byte comes the end, which frees the connection.
            if (this.offset >= this.blob.size) {
                return { done: true, value: undefined };
            }
            await this.resume();
        }
    }

    async return(): Promise<IteratorResult<Buffer, undefined>> {
        this.body?.on("error", () => undefined).destroy();
        this.pieces = undefined;
        this.offset = this.blob.size;
        return { done: true, value: undefined };
    }

    /** Whether the blob is there; begins, or goes on, where the last byte was. */
    async open(): Promise<boolean> {
        const request = {
            method: "GET" as const,
            to: pathIn(this.talk.wire.address, this.repository, "blobs", this.blob.digest),
            scopes: [{ repository: this.repository, actions: "pull" as const }],
            headers: this.offset > 0 ? { range: `bytes=${this.offset}-` } : undefined,
            also: [404],
            isLong: true,
        };
        return this.talk.ask(request, this.options, async (answer) => {
            if (answer.status === 404) {
                await answer.body.dump();
                return false;
            }
            this.check(answer);
            this.body = answer.body;
            this.pieces = answer.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
            return true;
        });
    }

    /** The connection is cut, or stalls: what came before counts. */
    private cutBy(error: unknown): undefined {
        this.options.signal?.throwIfAborted();
        this.cause = error;
    }

    private async resume(): Promise<void> {
        this.failures = this.offset - this.offsetAtFailure >= resumePolicy.progressBytes ? 1 : this.failures + 1;
        this.offsetAtFailure = this.offset;
        if (this.failures > resumePolicy.attempts) {
            throw this.cut();
        }
        const patience = new Patience(this.talk.wire.clock, this.options);
        await patience.sleep(retryPolicy.baseDelayMs * 2 ** (this.failures - 1));
        patience.check(this.asked);
        if (!(await this.open().catch((error: unknown) => this.unresumed(error)))) {
            throw oddAnswer(this.asked, `the blob was gone after ${this.offset} bytes`, "transient");
        }
    }

    /** Whoever copies may begin anew where a registry cannot go on: asking it again would tell the same. */
    private unresumed(error: unknown): never {
        throw isKind(error, "unsupported") && error.code === "CUT" ? error.with({ kind: "transient" }) : error;
    }

    /** What comes has to be the rest of the blob, by its length and place. */
    private check({ status, headers, body }: RegistryAnswer): void {
        const problem = this.offset > 0 ? this.rangeProblem(status, headers) : this.lengthProblem(headers);
        if (problem !== undefined) {
            body.on("error", () => undefined).destroy();
            throw problem;
        }
    }

    private lengthProblem(headers: RegistryAnswer["headers"]): ImageSyncError | undefined {
        const length = headerOf(headers, "content-length");
        return length === undefined || Number(length) === this.blob.size
            ? undefined
            : oddAnswer(
                  this.asked,
                  `answered ${length} bytes of a blob of ${this.blob.size}`,
                  "invalid",
                  "SIZE_INVALID",
              );
    }

    private rangeProblem(status: number, headers: RegistryAnswer["headers"]): ImageSyncError | undefined {
        if (status !== 206) {
            return oddAnswer(
                this.asked,
                `was cut after ${this.offset} bytes, and is not resumed`,
                "unsupported",
                "CUT",
            );
        }
        const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headerOf(headers, "content-range") ?? "");
        const [, first, last, total] = range ?? [];
        const fits = Number(first) === this.offset && Number(last) < this.blob.size;
        return fits && (total === "*" || Number(total) === this.blob.size)
            ? undefined
            : oddAnswer(
                  this.asked,
                  "answered another range of the blob than was asked for",
                  "invalid",
                  "RANGE_INVALID",
              );
    }

    private get asked() {
        const to = pathIn(this.talk.wire.address, this.repository, "blobs", this.blob.digest);
        return this.talk.asked({ method: "GET", to });
    }

    private cut(): ImageSyncError {
        const error = wireError(this.asked, this.cause);
        return error.with({ problem: `was cut after ${this.offset} of ${this.blob.size} bytes` });
    }

    private tooLong(): never {
        void this.return();
        throw oddAnswer(
            this.asked,
            `answered more than the ${this.blob.size} bytes of the blob`,
            "invalid",
            "SIZE_INVALID",
        );
    }
}
