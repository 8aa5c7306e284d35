import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import type { RegistryFault } from "../faults";
import type { OpenRecord } from "../log";
import type { RegistryAnswer } from "./exchange";

const DEFAULT_BYTES_PER_SECOND = 65_536;
/** Pieces of a slow body: ten a second. */
const SLOW_PARTS = 10;

/** A fault, or a client that has gone away, has broken the connection. */
export class ConnectionCut extends Error {}

/** The body of a request as it comes in, with what a fault does to it. */
export async function* incomingBody(
    incoming: IncomingMessage,
    record: OpenRecord,
    fault: RegistryFault | undefined,
): AsyncGenerator<Buffer> {
    try {
        for await (const piece of bent(incoming as AsyncIterable<Buffer>, 1, fault)) {
            record.bytesIn += piece.length;
            yield piece;
        }
    } catch (error) {
        throw error instanceof ConnectionCut ? error : new ConnectionCut("the client went away", { cause: error });
    }
}

/**
 * Sends an answer, with what a fault does to its body.
 * @throws ConnectionCut where the connection breaks; the caller ends it.
 */
export async function sendAnswer(
    outgoing: ServerResponse,
    { status, headers, body = "" }: RegistryAnswer,
    record: OpenRecord,
    options: { readonly isHead: boolean; readonly fault: RegistryFault | undefined },
): Promise<void> {
    const isStream = typeof body !== "string" && !Buffer.isBuffer(body);
    const sizeBytes = isStream ? body.sizeBytes : Buffer.byteLength(body);
    record.status = status;
    // An answer of HEAD tells the length of what GET would give; 204 has none at all.
    const length = status === 204 ? {} : { "content-length": String(sizeBytes) };
    outgoing.writeHead(status, { "docker-distribution-api-version": "registry/2.0", ...length, ...headers });
    if (!options.isHead && sizeBytes > 0) {
        const pieces = isStream ? body.pieces : once(Buffer.from(body));
        for await (const piece of bent(pieces, Math.floor(sizeBytes / 2), options.fault)) {
            await write(outgoing, piece);
            record.bytesOut += piece.length;
        }
    }
    outgoing.end();
}

/** A body after a fault. @param cutAt - Where it is cut, unless the fault says. */
async function* bent(
    pieces: AsyncIterable<Buffer>,
    cutAt: number,
    fault: RegistryFault | undefined,
): AsyncGenerator<Buffer> {
    switch (fault?.kind) {
        case "cut":
            yield* upTo(pieces, fault.bytes ?? cutAt);
            // What was sent has to leave before the connection breaks.
            await turn();
            throw new ConnectionCut("a fault");
        case "wrongBytes":
            yield* withWrongByte(pieces, fault.bytes ?? 0);
            return;
        case "slow":
            yield* slowly(pieces, fault.bytesPerSecond ?? DEFAULT_BYTES_PER_SECOND);
            return;
        default:
            yield* pieces;
    }
}

async function* upTo(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
    let rest = bytes;
    for await (const piece of pieces) {
        if (rest > 0) {
            yield piece.subarray(0, rest);
        }
        rest -= piece.length;
        if (rest <= 0) {
            return;
        }
    }
}

async function* withWrongByte(pieces: AsyncIterable<Buffer>, at: number): AsyncGenerator<Buffer> {
    let offset = 0;
    for await (const piece of pieces) {
        const bad = Buffer.from(piece);
        const index = at - offset;
        if (index >= 0 && index < bad.length) {
            bad.writeUInt8(bad.readUInt8(index) ^ 0xff, index);
        }
        offset += piece.length;
        yield bad;
    }
}

async function* slowly(pieces: AsyncIterable<Buffer>, bytesPerSecond: number): AsyncGenerator<Buffer> {
    const part = Math.max(1, Math.floor(bytesPerSecond / SLOW_PARTS));
    for await (const piece of pieces) {
        for (let offset = 0; offset < piece.length; offset += part) {
            const some = piece.subarray(offset, offset + part);
            await delay((some.length / bytesPerSecond) * 1000);
            yield some;
        }
    }
}

async function* once(piece: Buffer): AsyncGenerator<Buffer> {
    yield piece;
}

/** Writes a piece, and waits until it has left. @throws ConnectionCut where the client goes away. */
function write(outgoing: ServerResponse, piece: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
        const gone = (): void => reject(new ConnectionCut("the client went away"));
        if (outgoing.destroyed) {
            gone();
            return;
        }
        outgoing.once("close", gone);
        outgoing.write(piece, (error) => {
            outgoing.off("close", gone);
            if (error) {
                gone();
            } else {
                resolve();
            }
        });
    });
}
