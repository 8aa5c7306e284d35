import { createRequire } from "node:module";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type * as provider from "@pulumi/pulumi/proto/provider_pb";

/** gRPC and protobuf are the Pulumi SDK's own: they are found from there. */
const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export type Data = Readonly<Record<string, unknown>>;
type Struct = NonNullable<ReturnType<provider.CreateRequest["getProperties"]>>;
type Done<R> = (error: CallError | null, response: R) => void;

/** What a failed call ends with. */
export interface CallError extends Error {
    readonly details: string;
    readonly metadata: { get(name: string): readonly (string | Buffer)[] };
}

/** The provider's calls that a dynamic provider serves. */
export interface ProviderClient {
    configure(request: provider.ConfigureRequest, done: Done<provider.ConfigureResponse>): void;
    check(request: provider.CheckRequest, done: Done<provider.CheckResponse>): void;
    diff(request: provider.DiffRequest, done: Done<provider.DiffResponse>): void;
    create(request: provider.CreateRequest, done: Done<provider.CreateResponse>): void;
    read(request: provider.ReadRequest, done: Done<provider.ReadResponse>): void;
    update(request: provider.UpdateRequest, done: Done<provider.UpdateResponse>): void;
    delete(request: provider.DeleteRequest, done: Done<unknown>): void;
    close(): void;
}

interface Server {
    addService(service: unknown, implementation: unknown): void;
    bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
    forceShutdown(): void;
}

const grpc = fromSdk("@grpc/grpc-js") as {
    credentials: { createInsecure(): unknown };
    ServerCredentials: { createInsecure(): unknown };
    Server: new () => Server;
};
const structs = fromSdk("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { fromJavaScript(data: Data): Struct };
};
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb") as { Empty: new () => unknown };

export function struct(data: Data): Struct {
    return structs.Struct.fromJavaScript(data);
}

export function connect(address: string): ProviderClient {
    const { ResourceProviderClient } = fromSdk("./proto/provider_grpc_pb.js") as {
        ResourceProviderClient: new (address: string, credentials: unknown) => ProviderClient;
    };
    return new ResourceProviderClient(address, grpc.credentials.createInsecure());
}

/** A line that the provider sent to the engine. */
export interface LogLine {
    readonly severity: number;
    readonly message: string;
    readonly urn: string;
}

/** The part of the engine that a provider calls back: its log. */
export class EngineDouble {
    readonly lines: LogLine[] = [];
    private readonly server = new grpc.Server();

    /** @returns the address to start providers with */
    listen(): Promise<string> {
        const { EngineService } = fromSdk("./proto/engine_grpc_pb.js") as { EngineService: unknown };
        this.server.addService(EngineService, { log: this.log });
        return new Promise((resolve, reject) => {
            this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
                error ? reject(error) : resolve(`127.0.0.1:${port}`),
            );
        });
    }

    close(): void {
        this.server.forceShutdown();
    }

    private readonly log = ({ request }: { request: LogRequest }, done: (error: null, answer: unknown) => void) => {
        const { severity, message, urn } = request.toObject();
        this.lines.push({ severity, message, urn });
        done(null, new Empty());
    };
}
