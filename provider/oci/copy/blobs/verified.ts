import { createHash } from "node:crypto";
import { partsOf } from "../../content/digest";
import type { Descriptor } from "../../registry/port";

/** Bytes that are not what their descriptor promises. */
export class WrongBytes extends Error {}

/** Who looks on while bytes are verified. */
interface Onlooker {
    /** Gets how many bytes have gone on; what it throws ends them. */
    passed(total: number): void;
    /** Gets what has ended them, before whoever takes them does. */
    failed?(error: unknown): void;
}

/**
 * Passes a blob's bytes on and throws {@link WrongBytes} where they do not match. The last piece is held back until the
 * digest is known, so that whoever uploads them can never finish an upload of wrong ones. `open` is called when the
 * first byte is wanted: an upload that is refused leaves no download open.
 */
export async function* verified(
    blob: Descriptor,
    open: () => Promise<AsyncIterable<Buffer>>,
    onlooker: Onlooker,
): AsyncGenerator<Buffer, void, undefined> {
    const { algorithm } = partsOf(blob.digest);
    const hash = createHash(algorithm);
    let length = 0;
    let held: Buffer | undefined;
    try {
        for await (const piece of await open()) {
            if (piece.length === 0) {
                continue;
            }
            length += piece.length;
            if (length > blob.size) {
                throw new WrongBytes(`more than the ${blob.size} bytes that the manifest tells`);
            }
            hash.update(piece);
            if (held) {
                yield held;
                onlooker.passed(length - piece.length);
            }
            held = piece;
        }
        const found = `${algorithm}:${hash.digest("hex")}`;
        if (found !== blob.digest) {
            throw new WrongBytes(`${length} of ${blob.size} bytes with digest ${found}`);
        }
        if (length !== blob.size) {
            throw new WrongBytes(`${length} bytes where the manifest tells ${blob.size}`);
        }
        if (held) {
            yield held;
            onlooker.passed(length);
        }
    } catch (error) {
        onlooker.failed?.(error);
        throw error;
    }
}
