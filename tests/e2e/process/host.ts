import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Project } from "../harness/project";
import { connect, EngineDouble, struct, type CallError, type Data, type ProviderClient } from "./grpc";

/** The CLI's name for the plugin that runs dynamic providers. */
const program = "pulumi-resource-pulumi-nodejs";
const urn = "urn:pulumi:dev::e2e::pulumi-nodejs:dynamic/imagesync:RepoSyncRule::r";

/** What a resource that was made but not finished tells the engine. */
export interface InitFailure {
    readonly id: string;
    readonly properties: Data;
    readonly reasons: readonly string[];
}

/** The provider process, started in a project's folder as the engine starts it, and the calls the engine makes. */
export class ProviderHost {
    /** Everything it printed; its port comes first. */
    printed = "";

    private constructor(
        private readonly child: ChildProcess,
        private readonly engine: EngineDouble,
        private client: ProviderClient,
    ) {}

    /** @param config as Configure carries it; values may be secrets */
    static async start(project: Project, config: Data): Promise<ProviderHost> {
        const engine = new EngineDouble();
        const address = await engine.listen();
        // The program is a shell that starts Node: both end with their group.
        const child = spawn(program, [address], {
            cwd: project.folder,
            env: project.env,
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const host = new ProviderHost(child, engine, connect(`127.0.0.1:${await portOf(child)}`));
        child.stdout?.on("data", (chunk: Buffer) => (host.printed += chunk.toString()));
        const request = new messages.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true);
        await call(host.client.configure.bind(host.client), request);
        return host;
    }

    get lines() {
        return this.engine.lines;
    }

    async check(olds: Data, news: Data): Promise<{ inputs: Data; failures: messages.CheckFailure.AsObject[] }> {
        const request = new messages.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
        const answer = await call(this.client.check.bind(this.client), request);
        const failures = answer.getFailuresList().map((failure) => failure.toObject());
        return { inputs: data(answer.getInputs()), failures };
    }

    async diff(id: string, olds: Data, news: Data) {
        const request = new messages.DiffRequest().setId(id).setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
        const answer = await call(this.client.diff.bind(this.client), request);
        return {
            changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
            replaces: answer.getReplacesList(),
            deleteBeforeReplace: answer.getDeletebeforereplace(),
        };
    }

    async create(properties: Data): Promise<{ id: string; properties: Data }> {
        const request = new messages.CreateRequest().setUrn(urn).setProperties(struct(properties));
        const answer = await call(this.client.create.bind(this.client), request);
        return { id: answer.getId(), properties: data(answer.getProperties()) };
    }

    async read(id: string, properties: Data): Promise<{ id: string; properties: Data; inputs: Data }> {
        const request = new messages.ReadRequest().setId(id).setUrn(urn).setProperties(struct(properties));
        const answer = await call(this.client.read.bind(this.client), request);
        return { id: answer.getId(), properties: data(answer.getProperties()), inputs: data(answer.getInputs()) };
    }

    async update(id: string, olds: Data, news: Data): Promise<Data> {
        const request = new messages.UpdateRequest().setId(id).setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
        return data((await call(this.client.update.bind(this.client), request)).getProperties());
    }

    async delete(id: string, properties: Data): Promise<void> {
        const request = new messages.DeleteRequest().setId(id).setUrn(urn).setProperties(struct(properties));
        await call(this.client.delete.bind(this.client), request);
    }

    async stop(): Promise<void> {
        this.client.close();
        this.engine.close();
        if (this.child.exitCode === null && this.child.pid !== undefined) {
            const ended = once(this.child, "close");
            process.kill(-this.child.pid, "SIGKILL");
            await ended;
        }
    }
}

/** The details of a partial failure, as the engine reads them from an error. */
export function initFailure(error: CallError): InitFailure {
    const [packed] = error.metadata.get("grpc-status-details-bin");
    assert.ok(Buffer.isBuffer(packed), `no details with: ${error.message}`);
    const [detail] = Status.deserializeBinary(packed).getDetailsList();
    assert.equal(detail?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
    return { id: failed.getId(), properties: data(failed.getProperties()), reasons: failed.getReasonsList() };
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<CallError> {
    return call.then(
        (answer) => assert.fail(`the call was to fail; it answered ${JSON.stringify(answer)}`),
        (error: CallError) => error,
    );
}

function data(answer: { toJavaScript(): Data } | undefined): Data {
    return answer?.toJavaScript() ?? {};
}

function call<Q, R>(method: (request: Q, done: (error: CallError | null, answer: R) => void) => void, request: Q) {
    return new Promise<R>((resolve, reject) => {
        method(request, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
}

async function portOf(child: ChildProcess): Promise<string> {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [first] = (await Promise.race([
        once(child.stdout ?? child, "data"),
        once(child, "close").then(() => assert.fail(`the provider process ended: ${said}`)),
    ])) as [Buffer];
    return first.toString().trim();
}
