/** A signal that the first SIGINT or SIGTERM gives; a second one ends the process as usual. */
export function cancelledBySignal(): { readonly signal: AbortSignal; readonly release: () => void } {
    const controller = new AbortController();
    const release = (): void => {
        process.off("SIGINT", cancel);
        process.off("SIGTERM", cancel);
    };
    const cancel = (): void => {
        release();
        process.stderr.write("imagesync: ending; what was copied stays, and the same command goes on from there\n");
        controller.abort();
    };
    process.on("SIGINT", cancel);
    process.on("SIGTERM", cancel);
    return { signal: controller.signal, release };
}
