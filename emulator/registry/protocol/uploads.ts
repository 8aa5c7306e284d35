import { createHash, type Hash, randomUUID } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { BlobSource } from "../content/blob";
import type { BlobFolder } from "../content/folder";

/** What is longer goes to a file. */
const MAX_MEMORY_BYTES = 16 * 1024;

/** A blob on its way in. */
export class Upload {
    readonly id = randomUUID();
    sizeBytes = 0;
    /** Changes with every request that is answered: a client has to go on where the last answer said. */
    state = randomUUID();
    /** Length of the last chunk in bytes; undefined before the first. */
    lastChunkBytes: number | undefined;
    private readonly hash: Hash = createHash("sha256");
    private pieces: Buffer[] = [];
    private file: FileHandle | undefined;
    private busy = false;

    /** @param place - `<cloud>/<registry>/<repository>` that it is for. */
    constructor(
        readonly place: string,
        private readonly folder: BlobFolder,
    ) {}

    /**
     * Takes all that comes. What has come before a cut stays.
     * @returns False where somebody else is sending at this moment: then nothing is taken.
     */
    async append(body: AsyncIterable<Buffer>): Promise<boolean> {
        if (this.busy) {
            return false;
        }
        this.busy = true;
        const before = this.sizeBytes;
        try {
            for await (const piece of body) {
                await this.take(piece);
            }
        } finally {
            this.busy = false;
            this.state = randomUUID();
        }
        this.lastChunkBytes = this.sizeBytes - before;
        return true;
    }

    /** Ends it. @returns The digest with `sha256:`, and how to keep the blob; nothing stays unless `keep` is called. */
    async finish(): Promise<{ readonly digest: string; readonly keep: () => BlobSource }> {
        const digest = `sha256:${this.hash.digest("hex")}`;
        await this.file?.close();
        const { file, sizeBytes } = this;
        const keep = (): BlobSource =>
            file === undefined
                ? { kind: "bytes", bytes: Buffer.concat(this.pieces) }
                : { kind: "file", file: this.folder.finish(this.id, digest), sizeBytes };
        this.file = undefined;
        return { digest, keep };
    }

    async discard(): Promise<void> {
        await this.file?.close();
        this.file = undefined;
        if (this.sizeBytes > MAX_MEMORY_BYTES) {
            this.folder.discard(this.id);
        }
    }

    private async take(piece: Buffer): Promise<void> {
        this.sizeBytes += piece.length;
        this.hash.update(piece);
        this.pieces.push(piece);
        if (this.sizeBytes > MAX_MEMORY_BYTES) {
            this.file ??= await open(this.folder.partOf(this.id), "w");
            const written = this.pieces;
            this.pieces = [];
            await this.file.appendFile(Buffer.concat(written));
        }
    }
}
