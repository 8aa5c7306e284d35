import assert from "node:assert/strict";
import { createHash } from "node:crypto";

export interface Login {
    readonly username: string;
    readonly password: string;
}

export interface Descriptor {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
}

export interface Manifest {
    readonly mediaType: string;
    readonly config?: Descriptor;
    readonly layers?: readonly Descriptor[];
    readonly manifests?: readonly (Descriptor & { readonly platform: Record<string, string> })[];
}

const imageType = "application/vnd.oci.image.manifest.v1+json";
const accepted = [imageType, "application/vnd.oci.image.index.v1+json"].join(", ");

export function sha256(content: string | Buffer): string {
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** An OCI registry's client by fetch, which takes no answer without checking it. */
export class OciClient {
    /** @param login - None: anonymous. */
    constructor(
        readonly host: string,
        private readonly login?: Login,
    ) {}

    /** The status and the error codes of an answer. */
    async outcome(method: string, path: string, body?: string): Promise<string> {
        const answer = await this.send(method, path, { body, headers: { "content-type": imageType } });
        const text = await answer.text();
        const errors = answer.ok || text === "" ? [] : (JSON.parse(text) as { errors: { code: string }[] }).errors;
        return [answer.status, ...errors.map(({ code }) => code)].join(" ");
    }

    /** A manifest by tag or digest, whose digest is that of its bytes. */
    async manifest(repository: string, reference: string): Promise<{ digest: string; manifest: Manifest }> {
        const path = `${repository}/manifests/${reference}`;
        const answer = await this.send("GET", path, { headers: { accept: accepted } });
        const text = await answer.text();
        assert.equal(answer.status, 200, `${path}: ${text}`);
        const digest = sha256(text);
        assert.equal(answer.headers.get("docker-content-digest"), digest);
        return { digest, manifest: JSON.parse(text) as Manifest };
    }

    /** Pulls everything that a tag or digest needs, and checks every byte. @returns The digest. */
    async pull(repository: string, reference: string): Promise<string> {
        const { digest, manifest } = await this.manifest(repository, reference);
        const { config, layers = [], manifests = [] } = manifest;
        for (const blob of [...(config === undefined ? [] : [config]), ...layers]) {
            const answer = await this.send("GET", `${repository}/blobs/${blob.digest}`);
            const bytes = Buffer.from(await answer.arrayBuffer());
            assert.deepEqual([answer.status, sha256(bytes), bytes.length], [200, blob.digest, blob.size]);
        }
        for (const child of manifests) {
            assert.equal(await this.pull(repository, child.digest), child.digest);
        }
        return digest;
    }

    /** Pushes an image with one layer. @returns Its digest, and the size of the layer in bytes. */
    async push(
        repository: string,
        tag: string,
        content: string,
        configType = "application/vnd.oci.image.config.v1+json",
    ): Promise<{ digest: string; sizeBytes: number }> {
        const config = await this.pushBlob(repository, "{}", configType);
        const layer = await this.pushBlob(repository, content, "application/vnd.oci.image.layer.v1.tar+gzip");
        const body = JSON.stringify({ schemaVersion: 2, mediaType: imageType, config, layers: [layer] });
        const put = await this.outcome("PUT", `${repository}/manifests/${tag}`, body);
        assert.equal(put, "201");
        return { digest: sha256(body), sizeBytes: layer.size };
    }

    async pushBlob(repository: string, content: string, mediaType: string): Promise<Descriptor> {
        const digest = sha256(content);
        const begun = await this.send("POST", `${repository}/blobs/uploads/`);
        assert.equal(begun.status, 202, await begun.text());
        const location = new URL(begun.headers.get("location") ?? "", `http://${this.host}`);
        location.searchParams.set("digest", digest);
        const put = await this.send("PUT", `${repository}/blobs/uploads/`, { url: location.href, body: content });
        assert.equal(put.status, 201, await put.text());
        return { mediaType, digest, size: Buffer.byteLength(content) };
    }

    /** Sends a request below `/v2/`; asks for a token where the registry wants one. */
    async send(
        method: string,
        path: string,
        { url = `http://${this.host}/v2/${path}`, headers = {}, body }: Sent = {},
    ): Promise<Response> {
        const first = await fetch(url, { method, headers, body });
        const challenge = first.headers.get("www-authenticate");
        if (first.status !== 401 || challenge === null) {
            return first;
        }
        await first.arrayBuffer();
        const asked = new URL(/realm="([^"]+)"/.exec(challenge)?.[1] ?? "");
        asked.searchParams.set("service", /service="([^"]+)"/.exec(challenge)?.[1] ?? "");
        asked.searchParams.set("scope", /scope="([^"]+)"/.exec(challenge)?.[1] ?? "");
        const issued = await fetch(asked, { headers: this.basic() });
        if (!issued.ok) {
            return issued;
        }
        const { token } = (await issued.json()) as { token: string };
        return fetch(url, { method, headers: { ...headers, authorization: `Bearer ${token}` }, body });
    }

    private basic(): Record<string, string> {
        if (this.login === undefined) {
            return {};
        }
        const { username, password } = this.login;
        return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
    }
}

interface Sent {
    readonly url?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
}
