import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
    openRegistry,
    Transport,
    wireLimits,
    type RegistryAccess,
    type Registry,
} from "../../../../provider/oci/registry";
import { systemClock, type Clock } from "../../../../provider/process/clock";

/** What a scripted server was asked. */
export interface Seen {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
}

export type Answer = (request: Seen, response: ServerResponse) => unknown;

/** A plain http server that answers by a script and writes down what it was asked. */
export class Scripted {
    readonly seen: Seen[] = [];
    /** Connections made, with those that only asked for TLS. */
    connections = 0;
    /** Whether a request's body is read. */
    take: (request: IncomingMessage) => boolean = () => true;
    private readonly sockets = new Set<Socket>();

    private constructor(
        private readonly server: Server,
        public answer: Answer,
    ) {}

    static async start(answer: Answer): Promise<Scripted> {
        const server = createServer();
        const scripted = new Scripted(server, answer);
        server.on("request", (request, response) => void scripted.serve(request, response));
        server.on("connection", (socket) => {
            scripted.connections++;
            scripted.sockets.add(socket);
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        return scripted;
    }

    get host(): string {
        return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** `METHOD path?query` of every request. */
    get asked(): string[] {
        return this.seen.map(({ method, url }) => `${method} ${url}`);
    }

    async stop(): Promise<void> {
        this.sockets.forEach((socket) => socket.destroy());
        this.server.close();
        await once(this.server, "close");
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const pieces: Buffer[] = [];
        if (!this.take(request)) {
            return;
        }
        try {
            for await (const piece of request as AsyncIterable<Buffer>) {
                pieces.push(piece);
            }
        } catch {
            return;
        }
        const { method = "", url = "", headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(pieces) };
        this.seen.push(seen);
        await this.answer(seen, response);
    }
}

/** Answers with JSON, a status and headers. */
export function send(
    response: ServerResponse,
    status: number,
    headers: Record<string, string> = {},
    body?: unknown,
): void {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? "" : JSON.stringify(body));
    response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
    response.end(bytes);
}

/** An error as registries answer it. */
export function sendError(
    response: ServerResponse,
    status: number,
    code: string,
    headers?: Record<string, string>,
): void {
    send(response, status, headers, { errors: [{ code, message: `about ${code}` }] });
}

/** Real time, but pauses that take none. */
const hasty: Clock = { ...systemClock, sleep: () => new Promise((resolve) => setImmediate(resolve)) };

/** A client of a host, by default anonymous, with connections of its own that end with `close`. */
export function client(
    host: string,
    access: Partial<RegistryAccess> = {},
    settings: { readonly clock?: Clock; readonly limits?: Partial<typeof wireLimits> } = {},
): Registry & { close(): Promise<void> } {
    const transport = new Transport({ ...wireLimits, ...settings.limits });
    const whole = { host, login: async () => undefined, tried: "nothing was configured", ...access };
    const registry = openRegistry(whole, { clock: settings.clock ?? hasty, transport });
    return { ...registry, close: () => transport.close() };
}
