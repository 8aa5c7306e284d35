/** A body up to `most` bytes; undefined for a larger one, which is not read on. */
export async function boundedBytes(body: AsyncIterable<Buffer>, most: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body) {
        size += piece.length;
        if (size > most) {
            return undefined;
        }
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

/** The same as text. */
export async function boundedText(body: AsyncIterable<Buffer>, most: number): Promise<string | undefined> {
    return (await boundedBytes(body, most))?.toString("utf8");
}
