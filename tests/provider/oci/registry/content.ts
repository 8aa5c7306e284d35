import { createHash } from "node:crypto";
import type { Descriptor, Manifest, OciOptions } from "../../../../provider/oci/registry";

export const patient: OciOptions = { deadline: Infinity };

export const imageType = "application/vnd.oci.image.manifest.v1+json";
export const indexType = "application/vnd.oci.image.index.v1+json";

export function sha256(bytes: Buffer | string): string {
    return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export function blobOf(bytes: Buffer): Descriptor {
    return { mediaType: "application/octet-stream", digest: sha256(bytes), size: bytes.length };
}

/** Bytes that differ from place to place, so that a wrong offset shows. */
export function patterned(size: number): Buffer {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at + 4 <= size; at += 4) {
        bytes.writeUInt32BE((at * 2654435761) >>> 0, at);
    }
    return bytes;
}

export async function* pieces(bytes: Buffer, length = 64 * 1024): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += length) {
        yield bytes.subarray(at, at + length);
    }
}

export async function collected(bytes: AsyncIterable<Buffer> | undefined): Promise<Buffer> {
    const all: Buffer[] = [];
    for await (const piece of bytes ?? []) {
        all.push(piece);
    }
    return Buffer.concat(all);
}

export function manifestOf(content: object, mediaType = imageType): Manifest {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    return { mediaType, digest: sha256(bytes), bytes };
}
