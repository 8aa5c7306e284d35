import { createCipheriv, createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A layer that is generated when it is read: a gzip of a tar with one file of noise, which follows from the seed. */
export interface LayerRecipe {
    readonly seed: string;
    /** The length of the gzip in bytes. One too short for a tar (1.5 KiB) is noise as a whole. */
    readonly sizeBytes: number;
}

/** What hashing a layer gives; both with `sha256:`. */
export interface LayerDigests {
    readonly digest: string;
    /** Digest of the tar inside. */
    readonly diffId: string;
}

const GZIP_HEAD_BYTES = 10;
const GZIP_TAIL_BYTES = 8;
/** A stored block of deflate: five bytes, then at most this many as they are. */
const BLOCK_HEAD_BYTES = 5;
const BLOCK_BYTES = 65_535;
const TAR_BLOCK_BYTES = 512;
/** The head of a file, and the two empty blocks at the end. */
const LEAST_TAR_BYTES = 3 * TAR_BLOCK_BYTES;
const LEAST_GZIP_BYTES = GZIP_HEAD_BYTES + BLOCK_HEAD_BYTES + LEAST_TAR_BYTES + GZIP_TAIL_BYTES;

/** Hashing takes milliseconds a megabyte, and every emulator of a process starts with the same layers. */
const known = new Map<string, LayerDigests>();

/** The digests of a layer. */
export function digestsOf(recipe: LayerRecipe): LayerDigests {
    const key = `${recipe.sizeBytes} ${recipe.seed}`;
    const present = known.get(key);
    if (present !== undefined) {
        return present;
    }
    const [gzip, tar] = [createHash("sha256"), createHash("sha256")];
    for (const bytes of layerBytes(recipe, (content) => tar.update(content))) {
        gzip.update(bytes);
    }
    const digest = `sha256:${gzip.digest("hex")}`;
    const isTar = recipe.sizeBytes >= LEAST_GZIP_BYTES;
    const digests = { digest, diffId: isTar ? `sha256:${tar.digest("hex")}` : digest };
    known.set(key, digests);
    return digests;
}

/**
 * The bytes of a layer from the first to the last, in pieces of at most 64 KiB.
 * @param onContent - Gets the pieces of the tar inside.
 */
export function* layerBytes(recipe: LayerRecipe, onContent?: (content: Buffer) => void): Generator<Buffer> {
    const { seed, sizeBytes } = recipe;
    if (sizeBytes < LEAST_GZIP_BYTES) {
        yield noise(seed)(sizeBytes);
        return;
    }
    const tarBytes = tarBytesIn(sizeBytes);
    yield gzipHead(sizeBytes - gzipBytesOf(tarBytes));
    const tar = tarReader(seed, tarBytes);
    let checksum = 0;
    for (let rest = tarBytes; rest > 0;) {
        const length = Math.min(rest, BLOCK_BYTES);
        rest -= length;
        const content = tar(length);
        onContent?.(content);
        checksum = crc32(content, checksum);
        yield blockHead(length, rest === 0);
        yield content;
    }
    yield gzipTail(checksum, tarBytes);
}

function gzipBytesOf(tarBytes: number): number {
    const blocks = Math.ceil(tarBytes / BLOCK_BYTES);
    return GZIP_HEAD_BYTES + tarBytes + blocks * BLOCK_HEAD_BYTES + GZIP_TAIL_BYTES;
}

/** The longest tar whose gzip is no longer than this; where none fits exactly, a file name in the head fills up. */
function tarBytesIn(gzipBytes: number): number {
    const room = gzipBytes - GZIP_HEAD_BYTES - GZIP_TAIL_BYTES;
    const blocks = Math.ceil(room / (BLOCK_BYTES + BLOCK_HEAD_BYTES));
    return Math.max(room - blocks * BLOCK_HEAD_BYTES, (blocks - 1) * BLOCK_BYTES);
}

/** @param fill - Length of a file name with its end, 0 for none. */
function gzipHead(fill: number): Buffer {
    const head = Buffer.alloc(GZIP_HEAD_BYTES + fill, "x");
    head.set([0x1f, 0x8b, 8, fill > 0 ? 8 : 0, 0, 0, 0, 0, 0, 255]);
    if (fill > 0) {
        head[head.length - 1] = 0;
    }
    return head;
}

function blockHead(length: number, isLast: boolean): Buffer {
    const head = Buffer.alloc(BLOCK_HEAD_BYTES);
    head[0] = isLast ? 1 : 0;
    head.writeUInt16LE(length, 1);
    head.writeUInt16LE(length ^ 0xffff, 3);
    return head;
}

function gzipTail(checksum: number, tarBytes: number): Buffer {
    const tail = Buffer.alloc(GZIP_TAIL_BYTES);
    tail.writeUInt32LE(checksum, 0);
    tail.writeUInt32LE(tarBytes % 2 ** 32, 4);
    return tail;
}

/** Reads a tar of so many bytes from its beginning: the head of a file, its noise, zeros to the end. */
function tarReader(seed: string, tarBytes: number): (length: number) => Buffer {
    const fileBytes = Math.floor((tarBytes - LEAST_TAR_BYTES) / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
    const head = tarHead(seed, fileBytes);
    const file = noise(seed);
    let offset = 0;
    return (length) => {
        const end = offset + length;
        const noisyEnd = TAR_BLOCK_BYTES + fileBytes;
        const fromHead = head.subarray(offset, end);
        const noisy = Math.max(0, Math.min(end, noisyEnd) - Math.max(offset, TAR_BLOCK_BYTES));
        const zeros = Buffer.alloc(length - fromHead.length - noisy);
        offset = end;
        return Buffer.concat([fromHead, file(noisy), zeros]);
    };
}

/** The head of a file in the format ustar: a file of root's, from the beginning of time. */
function tarHead(seed: string, fileBytes: number): Buffer {
    const head = Buffer.alloc(TAR_BLOCK_BYTES);
    const octal = (number: number, digits: number): string => `${number.toString(8).padStart(digits, "0")}\0`;
    head.write(`data/${createHash("sha256").update(seed).digest("hex").slice(0, 16)}`, 0);
    head.write(octal(0o644, 7) + octal(0, 7) + octal(0, 7) + octal(fileBytes, 11) + octal(0, 11), 100);
    head.write(`${" ".repeat(8)}0`, 148);
    head.write("ustar\x0000", 257);
    const checksum = head.reduce((sum, byte) => sum + byte, 0);
    head.write(`${octal(checksum, 6)} `, 148);
    return head;
}

/** Noise that follows from the seed: the key stream of a cipher, which is the fastest generator that Node has. */
function noise(seed: string): (length: number) => Buffer {
    const key = createHash("sha256").update(seed).digest().subarray(0, 16);
    const cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
    return (length) => cipher.update(Buffer.alloc(length));
}
