import { createHash } from "node:crypto";
import type { Emulator } from "../../../emulator";
import { call } from "../alibaba/clients";

/** What is sent: headers, method, body; `redirect` is manual. */
export type Sent = Omit<RequestInit, "redirect" | "headers"> & { readonly headers?: Record<string, string> };

/** The least client of one CR EE instance's registry: a token per scope, and requests with it. */
export class Client {
    private readonly tokens = new Map<string, string>();

    constructor(
        readonly host: string,
        private readonly login: string | undefined,
    ) {}

    /** Logs in to an instance as the API says. */
    static async of(emulator: Emulator, instanceId: string, options?: Parameters<typeof call>[3]): Promise<Client> {
        const { TempUsername, AuthorizationToken } = await call(
            emulator,
            "GetAuthorizationToken",
            { InstanceId: instanceId },
            options,
        );
        const host = await emulator.registries.host("alibaba", instanceId);
        return new Client(host, `${String(TempUsername)}:${String(AuthorizationToken)}`);
    }

    /** A token for some scopes; the answer is not looked at. */
    token(...scopes: string[]): Promise<Response> {
        const query = scopes.map((scope) => `&scope=${encodeURIComponent(scope)}`).join("");
        const headers = new Headers(this.login === undefined ? [] : { authorization: `Basic ${btoa(this.login)}` });
        return fetch(`http://${this.host}/auth?service=registry.aliyuncs.com${query}`, { headers });
    }

    /** A request to `/v2/<path>` with a token that may pull from and push to its repository and `others`. */
    async send(path: string, sent: Sent = {}, ...others: string[]): Promise<Response> {
        const repository = /^(.*?)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1] ?? "";
        const scopes = [repository, ...others].map((each) => `repository:${each}:pull,push`);
        const key = scopes.join(" ");
        const token = this.tokens.get(key) ?? ((await (await this.token(...scopes)).json()) as { token: string }).token;
        this.tokens.set(key, token);
        const headers = { ...sent.headers, authorization: `Bearer ${token}` };
        return fetch(`http://${this.host}/v2/${path}`, { ...sent, headers, redirect: "manual" });
    }

    /** GET of a blob, to the storage and without Authorization. */
    async blob(repository: string, digest: string, headers: Record<string, string> = {}): Promise<Response> {
        const { location } = await this.blobUrl(repository, digest);
        return fetch(location, { headers });
    }

    async blobUrl(repository: string, digest: string): Promise<{ status: number; location: string }> {
        const answer = await this.send(`${repository}/blobs/${digest}`);
        return { status: answer.status, location: answer.headers.get("location") ?? "" };
    }

    /** Uploads a blob in one piece. */
    async upload(repository: string, content: string | Buffer): Promise<Response> {
        const location = await this.startUpload(repository);
        return this.send(`${location}&digest=${digestOf(content)}`, { method: "PUT", body: content });
    }

    /** @returns The path of the upload, to send to. */
    async startUpload(repository: string): Promise<string> {
        return pathOf(await this.send(`${repository}/blobs/uploads/`, { method: "POST" }));
    }

    putManifest(repository: string, reference: string, manifest: object | string, type = IMAGE): Promise<Response> {
        const body = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
        return this.send(`${repository}/manifests/${reference}`, {
            method: "PUT",
            body,
            headers: { "content-type": type },
        });
    }

    /** Pushes an image of one layer. @returns Its digest. */
    async push(repository: string, tag: string, content: string): Promise<string> {
        await this.upload(repository, "{}");
        await this.upload(repository, content);
        const manifest = JSON.stringify(imageOf("{}", content));
        await this.putManifest(repository, tag, manifest);
        return digestOf(manifest);
    }
}

export const IMAGE = "application/vnd.oci.image.manifest.v1+json";
export const INDEX = "application/vnd.oci.image.index.v1+json";

/** What a `location` of an upload is below `/v2/`. */
export function pathOf(answer: Response): string {
    return (answer.headers.get("location") ?? "").replace(/^\/v2\//, "");
}

export function imageOf(config: string, ...layers: string[]): Record<string, unknown> {
    return {
        schemaVersion: 2,
        mediaType: IMAGE,
        config: descriptorOf(config, "application/vnd.oci.image.config.v1+json"),
        layers: layers.map((layer) => descriptorOf(layer, "application/vnd.oci.image.layer.v1.tar")),
    };
}

export function descriptorOf(content: string, mediaType: string): Record<string, unknown> {
    return { mediaType, digest: digestOf(content), size: Buffer.byteLength(content) };
}

export function digestOf(content: string | Buffer): string {
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** The code of the first error of an answer. */
export async function codeOf(answer: Response): Promise<string | undefined> {
    const { errors } = (await answer.json()) as { errors: { code: string }[] };
    return errors[0]?.code;
}
