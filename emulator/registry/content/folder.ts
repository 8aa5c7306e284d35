import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The folder of large blobs. It is made with the first of them; without a place of its own it ends with the emulator. */
export class BlobFolder {
    private temporary: string | undefined;

    /** @param place - Where blobs are to stay; undefined for a temporary folder. */
    constructor(private readonly place: string | undefined) {}

    /** The file of a blob that is whole. */
    fileOf(digest: string): string {
        return path.join(this.root(), digest.replace(":", "-"));
    }

    /** A file for an upload that is under way. */
    partOf(uploadId: string): string {
        return path.join(this.root(), `${uploadId}.part`);
    }

    /** Makes an upload's file the blob's. */
    finish(uploadId: string, digest: string): string {
        const file = this.fileOf(digest);
        renameSync(this.partOf(uploadId), file);
        return file;
    }

    discard(uploadId: string): void {
        rmSync(this.partOf(uploadId), { force: true });
    }

    close(): void {
        if (this.temporary !== undefined) {
            rmSync(this.temporary, { recursive: true, force: true });
            this.temporary = undefined;
        }
    }

    private root(): string {
        if (this.place !== undefined) {
            mkdirSync(this.place, { recursive: true });
            return this.place;
        }
        this.temporary ??= mkdtempSync(path.join(tmpdir(), "imagesync-blobs-"));
        return this.temporary;
    }
}
