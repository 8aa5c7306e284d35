import { connect } from "node:net";

/** How often, in milliseconds, the engine is looked for. */
const probeMs = 750;

/**
 * The address with which the engine starts a provider process, or undefined in any other process (tests, tools).
 * @param argument the process's first argument
 */
export function engineAddress(argument: string | undefined): string | undefined {
    return argument !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/.test(argument)
        ? argument
        : undefined;
}

/**
 * Calls `lost`, once, when nobody listens at the engine's address any more. A killed engine leaves its providers
 * alive, under a shell that outlives it too: without this they would go on making rules that no state will ever know.
 * @returns a function that ends the watch
 */
export function watchEngine(address: string, lost: () => void, everyMs: number = probeMs): () => void {
    const { hostname, port } = new URL(`tcp://${address}`);
    const host = hostname.replace(/^\[|\]$/g, "");
    const timer = setInterval(() => {
        const probe = connect({ host, port: Number(port), timeout: everyMs });
        probe.once("connect", () => probe.destroy());
        probe.once("timeout", () => probe.destroy());
        probe.once("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "ECONNREFUSED") {
                clearInterval(timer);
                lost();
            }
        });
        probe.unref();
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
}
