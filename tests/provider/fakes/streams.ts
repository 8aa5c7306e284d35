/** What `act` writes to stdout and stderr; it does not reach the screen. */
export async function printedBy(act: () => Promise<void>): Promise<string[]> {
    const printed: string[] = [];
    const streams = [process.stdout, process.stderr];
    const originals = streams.map((stream) => stream.write.bind(stream));
    for (const stream of streams) {
        stream.write = ((text: string | Uint8Array) => printed.push(String(text)) > 0) as typeof stream.write;
    }
    try {
        await act();
    } finally {
        streams.forEach((stream, at) => (stream.write = originals[at] ?? stream.write));
    }
    return printed;
}
