import { createRequire } from "node:module";

/** Lines for the person at the screen. */
export interface Messages {
    /** An ordinary line. */
    info(text: string, urn?: string): void;
    /** A line that counts only while it is on the screen: it moves by and is not repeated in the summary. */
    status(text: string, urn?: string): void;
    /** A `warning:` line, in `--json` too. */
    warn(text: string, urn?: string): void;
    /** Resolves when every line so far has arrived; absent where they arrive at once. */
    delivered?(): Promise<void>;
}

interface LogRequest {
    setSeverity(severity: number): void;
    setMessage(text: string): void;
    setUrn(urn: string): void;
    setEphemeral(ephemeral: boolean): void;
}

interface EngineClient {
    log(request: LogRequest, done: (error: unknown) => void): void;
}

/**
 * The engine's own log, at the address with which it started this process. A stack's lines come through its `Log`
 * call; without an engine (tests, tools) they go to stderr.
 */
export class EngineMessages implements Messages {
    private client: EngineClient | undefined;
    private make: (() => LogRequest) | undefined;
    private readonly underway = new Set<Promise<void>>();

    constructor(private readonly address: string | undefined) {}

    info(text: string, urn?: string): void {
        this.log(severities.info, text, urn);
    }

    status(text: string, urn?: string): void {
        this.log(severities.info, text, urn, true);
    }

    warn(text: string, urn?: string): void {
        this.log(severities.warning, text, urn);
    }

    /** The engine ends this process as soon as it has its last answer, lines underway or not. */
    async delivered(): Promise<void> {
        if (this.underway.size === 0) {
            return;
        }
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => {
            timer = setTimeout(resolve, deliveryMs);
        });
        await Promise.race([Promise.all(this.underway), late]);
        clearTimeout(timer);
    }

    private log(severity: number, text: string, urn: string | undefined, ephemeral = false): void {
        if (this.address === undefined) {
            process.stderr.write(`${text}\n`);
            return;
        }
        try {
            const request = this.request(severity, text, urn);
            request.setEphemeral(ephemeral);
            const sent = new Promise<void>((resolve) => this.client?.log(request, () => resolve()));
            this.underway.add(sent);
            void sent.finally(() => this.underway.delete(sent));
        } catch {
            process.stderr.write(`${text}\n`);
        }
    }

    private request(severity: number, text: string, urn: string | undefined): LogRequest {
        this.connect();
        const request = this.make?.() as LogRequest;
        request.setSeverity(severity);
        request.setMessage(text);
        if (urn) {
            request.setUrn(urn);
        }
        return request;
    }

    /** gRPC belongs to the Pulumi SDK: under strict package managers only the SDK can find it. */
    private connect(): void {
        if (this.client) {
            return;
        }
        const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
        const grpc = fromSdk("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
        const services = fromSdk("./proto/engine_grpc_pb.js") as {
            EngineClient: new (address: string, credentials: unknown) => EngineClient;
        };
        const messages = fromSdk("./proto/engine_pb.js") as { LogRequest: new () => LogRequest };
        this.client = new services.EngineClient(this.address ?? "", grpc.credentials.createInsecure());
        this.make = () => new messages.LogRequest();
    }
}

/** So long (milliseconds) an answer waits for its lines, which are a courtesy. */
const deliveryMs = 1_000;

/** `LogSeverity` of the engine's protocol. */
const severities = { info: 1, warning: 2 } as const;
