import type { IncomingHttpHeaders } from "node:http";
import type { ContentStore } from "../content/store";
import { RegistryError } from "../errors";
import type { RegistryBackend } from "../port";
import type { RegistryCall } from "./operation";
import type { Access } from "./tokens";

/** A request that may do what it asks for, with all that is needed to do it. */
export interface RegistryExchange {
    readonly call: RegistryCall;
    readonly method: string;
    readonly headers: IncomingHttpHeaders;
    /** The body, to be read once. */
    readonly body: AsyncIterable<Buffer>;
    readonly backend: RegistryBackend;
    /** `<cloud>/<name>` of the registry. */
    readonly site: string;
    /** The cloud's own name of it. */
    readonly name: string;
    readonly content: ContentStore;
    /** What the caller's token is good for. */
    readonly access: Access;
}

/** An answer of a registry or of the storage. */
export interface RegistryAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer | { readonly pieces: AsyncIterable<Buffer>; readonly sizeBytes: number };
}

/** An answer in JSON. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): RegistryAnswer {
    return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** The answer of a refusal, in the specification's form. */
export function refusal({ status, code, message, options }: RegistryError): RegistryAnswer {
    return json(status, { errors: [{ code, message }] }, options.headers);
}

/** A digest that this registry can check. @throws RegistryError DIGEST_INVALID. */
export function checkedDigest(digest: string): string {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
        throw new RegistryError("DIGEST_INVALID", `${digest} is no sha256 digest`);
    }
    return digest;
}

/** The repository of a call that reads. @throws RegistryError NAME_UNKNOWN. */
export function repositoryOf({ backend, name, call }: RegistryExchange): ReturnType<RegistryBackend["openRepository"]> {
    const repository = backend.findRepository(name, call.path);
    if (repository === undefined) {
        throw new RegistryError("NAME_UNKNOWN", `there is no repository ${call.path}`);
    }
    return repository;
}
