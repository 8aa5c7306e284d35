import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const HOST = "127.0.0.1";
/** Longer than clients keep idle sockets: a client must never write into a socket that is just being closed. */
const KEEP_ALIVE_MILLIS = 120_000;
const LAST_PORT = 65_535;

/** Answers what comes to one of the hosts. */
export type Serve = (host: string, incoming: IncomingMessage, outgoing: ServerResponse) => void;

interface Listener {
    readonly server: Server;
    readonly port: number;
}

/** Many hosts on loopback, each with a port of its own that it gets again the next time if it is free. */
export class Ports {
    private readonly listeners = new Map<string, Listener>();
    private kept: Record<string, number> = {};
    private opening: Promise<void> = Promise.resolve();

    /** @param afterPort - New hosts take the free ports after this one; undefined for any free ones. */
    constructor(
        private readonly serve: Serve,
        private readonly afterPort: number | undefined,
    ) {}

    /** Listens for every host that does not listen yet. @returns Whether there was one. */
    async open(hosts: readonly string[]): Promise<boolean> {
        if (hosts.every((host) => this.listeners.has(host))) {
            return false;
        }
        // One after the other, whoever asks: two requests may find the same host missing.
        const opened = this.opening.then(async () => {
            for (const host of hosts.filter((each) => !this.listeners.has(each))) {
                const listener = await this.listen(host);
                this.listeners.set(host, listener);
                this.kept[host] = listener.port;
            }
        });
        this.opening = opened.catch(() => undefined);
        await opened;
        return true;
    }

    /** `127.0.0.1:<port>`, or undefined for a host that does not listen. */
    address(host: string): string | undefined {
        const listener = this.listeners.get(host);
        return listener && `${HOST}:${listener.port}`;
    }

    /** Ends every open socket, answered or not. */
    async close(): Promise<void> {
        await this.opening;
        const servers = [...this.listeners.values()].map(({ server }) => server);
        this.listeners.clear();
        await Promise.all(servers.map(closed));
    }

    save(): Record<string, number> {
        return { ...this.kept };
    }

    load(saved: Readonly<Record<string, number>>): void {
        this.kept = { ...saved };
    }

    private async listen(host: string): Promise<Listener> {
        for (const port of this.candidates(host)) {
            const server = createServer((incoming, outgoing) => this.serve(host, incoming, outgoing));
            server.keepAliveTimeout = KEEP_ALIVE_MILLIS;
            server.requestTimeout = 0;
            if (await listens(server, port)) {
                return { server, port: (server.address() as AddressInfo).port };
            }
        }
        throw new Error(`no free port on ${HOST} for ${host}`);
    }

    /** The ports to try: yesterday's, then those after the emulator's own, then any. */
    private *candidates(host: string): Generator<number> {
        const kept = this.kept[host];
        if (kept !== undefined) {
            yield kept;
        }
        if (this.afterPort !== undefined) {
            const others = new Set(Object.values(this.kept));
            for (let port = this.afterPort + 1; port <= LAST_PORT; port += 1) {
                if (!others.has(port)) {
                    yield port;
                }
            }
        }
        yield 0;
    }
}

/** Whether the server listens on the port now; false where somebody else does. */
function listens(server: Server, port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "EADDRINUSE" || error.code === "EACCES") {
                resolve(false);
            } else {
                reject(error);
            }
        });
        server.listen(port, HOST, () => resolve(true));
    });
}

async function closed(server: Server): Promise<void> {
    const done = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await done;
}
