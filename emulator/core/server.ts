import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { CloudRequest, CloudResponse } from "../types";
import type { Outcome } from "./exchange";

const HOST = "127.0.0.1";
const MAX_BODY_BYTES = 1024 * 1024;
/** Longer than clients keep idle sockets: a client must never write into a socket that is just being closed. */
const KEEP_ALIVE_MILLIS = 120_000;

const BODY_TOO_LARGE: CloudResponse = { status: 413, body: `the body exceeds ${MAX_BODY_BYTES} bytes` };
const NOT_SPOKEN: CloudResponse = {
    status: 404,
    body: "this is the pulumi-imagesync emulator; the request is in no protocol of Alibaba Cloud, Tencent Cloud or Huawei Cloud",
};

/** The one port of the emulator, on loopback only. */
export class LoopbackServer {
    private readonly server: Server;
    private readonly closing = new AbortController();

    constructor(private readonly run: (request: CloudRequest) => Promise<Outcome | undefined>) {
        this.server = createServer((incoming, outgoing) => void this.serve(incoming, outgoing));
        this.server.keepAliveTimeout = KEEP_ALIVE_MILLIS;
        this.server.requestTimeout = 0;
    }

    /**
     * Listens; port 0 takes any free one.
     * @returns The URL, without a slash at the end.
     * @throws Error of the system, such as EADDRINUSE.
     */
    async listen(port: number): Promise<string> {
        await new Promise<void>((resolve, reject) => {
            this.server.once("error", reject);
            this.server.listen(port, HOST, () => {
                this.server.off("error", reject);
                resolve();
            });
        });
        const { port: actual } = this.server.address() as AddressInfo;
        return `http://${HOST}:${actual}`;
    }

    /** Ends every open socket, answered or not. */
    async close(): Promise<void> {
        this.closing.abort();
        const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
        this.server.closeAllConnections();
        await closed;
    }

    private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
        try {
            const body = await readBody(incoming);
            if (body === undefined) {
                send(outgoing, BODY_TOO_LARGE);
                return;
            }
            await this.settle(outgoing, await this.run(cloudRequest(incoming, body)));
        } catch (error) {
            // A client that went away while it was sending, or the emulator closing; everything else is a fault of ours.
            if (!outgoing.destroyed && !this.closing.signal.aborted) {
                send(outgoing, {
                    status: 500,
                    body: `emulator: ${error instanceof Error ? error.stack : String(error)}`,
                });
            }
        }
    }

    private async settle(outgoing: ServerResponse, outcome: Outcome | undefined): Promise<void> {
        switch (outcome?.kind) {
            case undefined:
                send(outgoing, NOT_SPOKEN);
                return;
            case "answer":
                if (outcome.delayMillis !== undefined) {
                    await delay(outcome.delayMillis, undefined, { signal: this.closing.signal });
                }
                send(outgoing, outcome.response);
                return;
            case "truncate":
                sendHalf(outgoing, outcome.response);
                return;
            case "reset":
                outgoing.socket?.resetAndDestroy();
                return;
            case "hang":
                return;
        }
    }
}

/** The body, or undefined where it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
        size += chunk.length;
        // What is too much is read and dropped: a client that is still sending would not see an early answer.
        if (size <= MAX_BODY_BYTES) {
            chunks.push(chunk);
        }
    }
    return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function cloudRequest(incoming: IncomingMessage, body: Buffer): CloudRequest {
    const [path = "/", ...query] = (incoming.url ?? "/").split("?");
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(incoming.headers)) {
        if (value !== undefined) {
            headers[name] = Array.isArray(value) ? value.join(", ") : value;
        }
    }
    return { method: incoming.method ?? "GET", path, query: query.join("?"), headers, body };
}

function encode(response: CloudResponse): Buffer {
    return Buffer.from(typeof response.body === "string" ? response.body : JSON.stringify(response.body));
}

function writeHead(outgoing: ServerResponse, response: CloudResponse, length: number): void {
    const type = typeof response.body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
    outgoing.writeHead(response.status, { "content-type": type, ...response.headers, "content-length": length });
}

function send(outgoing: ServerResponse, response: CloudResponse): void {
    const body = encode(response);
    writeHead(outgoing, response, body.length);
    outgoing.end(body);
}

function sendHalf(outgoing: ServerResponse, response: CloudResponse): void {
    const body = encode(response);
    writeHead(outgoing, response, body.length);
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
}
