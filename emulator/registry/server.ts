import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, CloudName } from "../types";
import type { ContentStore } from "./content/store";
import { RegistryError } from "./errors";
import { type RegistryFault, RegistryFaults } from "./faults";
import { type OpenRecord, RegistryLog } from "./log";
import type { RegistryBackend } from "./port";
import { handle } from "./protocol/handle";
import { json, type RegistryAnswer, refusal } from "./protocol/exchange";
import { callOf, type RegistryCall } from "./protocol/operation";
import { Storage } from "./protocol/storage";
import { Tokens } from "./protocol/tokens";
import { Uploading } from "./protocol/uploading";
import { ConnectionCut, incomingBody, sendAnswer } from "./protocol/wire";

/** The host that serves blobs, as a cloud's object storage does. */
export const STORAGE = "storage";

const DEFAULT_RETRY_AFTER_SECONDS = 1;
const DEFAULT_SERVER_ERROR = 503;

/** What a server needs to know of the registries around it. */
export interface RegistrySurroundings {
    readonly content: ContentStore;
    readonly clock: Clock;
    readonly backend: (cloud: CloudName) => RegistryBackend | undefined;
    /** `127.0.0.1:<port>` of a host. */
    readonly address: (host: string) => string;
}

/** One request with all that is known of it before it is handled. */
interface Visit {
    readonly host: string;
    readonly cloud: CloudName;
    readonly name: string;
    readonly url: URL;
    readonly call: RegistryCall;
    readonly backend: RegistryBackend;
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
}

/** Answers what comes to the registries' hosts: finds the registry, injects faults, counts, handles. */
export class RegistryServer {
    readonly faults = new RegistryFaults();
    readonly log = new RegistryLog();
    readonly uploading = new Uploading();
    private readonly tokens: Tokens;
    private readonly storage: Storage;

    constructor(private readonly around: RegistrySurroundings) {
        const { content, clock, address } = around;
        this.tokens = new Tokens(clock);
        this.storage = new Storage(content, clock, () => address(STORAGE));
    }

    /** @param host - `<cloud>/<registry>`, or the storage. */
    async serve(host: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
        const visit = this.visitOf(host, incoming, outgoing);
        if (visit === undefined) {
            breakOff(incoming, outgoing);
            return;
        }
        const { cloud, name, url, call } = visit;
        const fault = this.faults.take({ name, operation: call.operation, pathname: url.pathname });
        const record = this.log.begin({
            cloud,
            registry: name,
            host: this.around.address(host),
            operation: call.operation,
            method: incoming.method ?? "GET",
            path: url.pathname,
            hasAuthorization: incoming.headers.authorization !== undefined,
            at: this.around.clock.now(),
            ...(fault && { fault: fault.kind }),
        });
        try {
            await this.exchange(visit, record, fault);
        } catch (error) {
            settle(error, outgoing);
        } finally {
            // What nobody has read: the connection is kept for the next request.
            incoming.resume();
        }
    }

    /** Which registry is meant; undefined where there is none (any more), or it is closed. */
    private visitOf(host: string, incoming: IncomingMessage, outgoing: ServerResponse): Visit | undefined {
        const url = new URL(incoming.url ?? "/", `http://${this.around.address(host)}`);
        const isStorage = host === STORAGE;
        const [cloud = "", name = ""] = isStorage ? url.pathname.slice(1).split("/") : host.split("/");
        const backend = this.around.backend(cloud as CloudName);
        const site = backend?.sites().find((each) => each.name === name);
        if (backend === undefined || site === undefined || (!site.isOpen && !isStorage)) {
            return undefined;
        }
        const call = isStorage
            ? ({ operation: "readStorage", path: "", reference: "", query: url.searchParams } as const)
            : callOf(incoming.method ?? "GET", url, backend.token.path);
        return { host, cloud: cloud as CloudName, name, url, call, backend, incoming, outgoing };
    }

    private async exchange(visit: Visit, record: OpenRecord, fault: RegistryFault | undefined): Promise<void> {
        const { incoming, outgoing } = visit;
        if (fault?.kind === "reset") {
            throw new ConnectionCut("a fault");
        }
        const answer = await this.answer(visit, record, fault);
        if (fault?.kind === "answerLost") {
            throw new ConnectionCut("a fault");
        }
        const hasBody = answer.body !== undefined && answer.status < 300;
        await sendAnswer(outgoing, answer, record, {
            isHead: incoming.method === "HEAD",
            fault: hasBody ? fault : undefined,
        });
    }

    /** @throws ConnectionCut */
    private async answer(visit: Visit, record: OpenRecord, fault: RegistryFault | undefined): Promise<RegistryAnswer> {
        try {
            return injected(fault) ?? (await this.act(visit, record, fault));
        } catch (error) {
            if (error instanceof RegistryError) {
                return refusal(error);
            }
            throw error;
        }
    }

    private async act(visit: Visit, record: OpenRecord, fault: RegistryFault | undefined): Promise<RegistryAnswer> {
        const { host, name, url, call, backend, incoming } = visit;
        const { authorization, range } = incoming.headers;
        if (host === STORAGE) {
            const asked = fault?.kind === "rangeIgnored" ? undefined : range;
            return this.storage.read({ url, range: asked, hasAuthorization: authorization !== undefined });
        }
        const asked = { site: host, name, backend, authorization };
        if (call.operation === "token") {
            return json(200, this.tokens.issue(asked, call.query));
        }
        if (fault?.kind === "expiredToken") {
            this.tokens.revoke(authorization);
        }
        const access = this.tokens.verify(asked, call, this.around.address(host));
        const body = incomingBody(incoming, record, fault);
        const { content } = this.around;
        const { headers, method = "GET" } = incoming;
        return handle(
            { call, method, headers, body, backend, site: host, name, content, access },
            { storage: this.storage, uploading: this.uploading, mountRefused: fault?.kind === "mountRefused" },
        );
    }
}

/** The answer of a fault that keeps the registry from acting. */
function injected(fault: RegistryFault | undefined): RegistryAnswer | undefined {
    switch (fault?.kind) {
        case "throttle": {
            const seconds = fault.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS;
            const headers = { "retry-after": String(seconds) };
            return refusal(new RegistryError("TOOMANYREQUESTS", "too many requests", { headers }));
        }
        case "serverError":
            return { status: fault.status ?? DEFAULT_SERVER_ERROR, body: "the registry is out of order" };
        default:
            return undefined;
    }
}

function settle(error: unknown, outgoing: ServerResponse): void {
    if (error instanceof ConnectionCut || outgoing.headersSent) {
        outgoing.socket?.destroy();
    } else if (!outgoing.destroyed) {
        outgoing.writeHead(500, { "content-type": "text/plain" });
        outgoing.end(`emulator: ${error instanceof Error ? error.stack : String(error)}`);
    }
}

function breakOff(incoming: IncomingMessage, outgoing: ServerResponse): void {
    incoming.resume();
    outgoing.socket?.resetAndDestroy();
}
