import { createReadStream } from "node:fs";
import { layerBytes, type LayerRecipe } from "./layer";

/** Where the bytes of a blob are. */
export type BlobSource =
    | { readonly kind: "bytes"; readonly bytes: Buffer }
    | { readonly kind: "layer"; readonly recipe: LayerRecipe }
    | { readonly kind: "file"; readonly file: string; readonly sizeBytes: number };

export function blobBytes(source: BlobSource): number {
    switch (source.kind) {
        case "bytes":
            return source.bytes.length;
        case "layer":
            return source.recipe.sizeBytes;
        case "file":
            return source.sizeBytes;
    }
}

/** The bytes from `start` to `end`, which is left out, in pieces. */
export async function* readBlob(source: BlobSource, start: number, end: number): AsyncGenerator<Buffer> {
    switch (source.kind) {
        case "bytes":
            yield source.bytes.subarray(start, end);
            return;
        case "layer":
            yield* cut(layerBytes(source.recipe), start, end);
            return;
        case "file":
            if (end > start) {
                yield* createReadStream(source.file, { start, end: end - 1 }) as AsyncIterable<Buffer>;
            }
    }
}

/** Only what lies between two offsets. */
function* cut(pieces: Iterable<Buffer>, start: number, end: number): Generator<Buffer> {
    let offset = 0;
    for (const piece of pieces) {
        if (offset >= end) {
            return;
        }
        const wanted = piece.subarray(Math.max(0, start - offset), end - offset);
        offset += piece.length;
        if (wanted.length > 0) {
            yield wanted;
        }
    }
}
