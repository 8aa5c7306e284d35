/** What `act` writes to stdout and stderr; it does not reach the screen. */
export async function printedBy(act: () => Promise<void>): Promise<string[]> {
    const printed: string[] = [];
    const restorers = [process.stdout, process.stderr].map((stream) => {
        const write = stream.write.bind(stream);
        stream.write = (text: string | Uint8Array) => printed.push(String(text)) > 0;
        return () => {
            stream.write = write;
        };
    });
    try {
        await act();
    } finally {
        restorers.forEach((restore) => restore());
    }
    return printed;
}
