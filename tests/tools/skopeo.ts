import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Certificates } from "./certificates";

const execute = promisify(execFile);

/** What skopeo is to know of a registry; one that it knows nothing of speaks plain http and wants no login. */
interface Known {
    readonly login?: { readonly username: string; readonly password: string };
    readonly certificates?: Certificates;
}

interface CopyOptions {
    /** Every platform of an index. Default: true; false: the one of this machine. */
    readonly all?: boolean;
    /** Writes Docker schema 2 instead, which changes the digest. Default: bytes as they are. */
    readonly format?: "v2s2" | "oci";
}

/**
 * skopeo as a foreign client, with a home of its own: it reads and writes nothing of the user's. An image is
 * `host/repository:tag`, or with a transport: `oci:folder:name`.
 */
export class Skopeo {
    private readonly home = mkdtempSync(join(tmpdir(), "imagesync-skopeo-"));
    private readonly known = new Map<string, Known>();

    /** Tells it how to reach the registry of a host. */
    knows(host: string, known: Known): this {
        this.known.set(host, known);
        const logins = [...this.known].flatMap(([name, { login }]) =>
            login ? [[name, { auth: Buffer.from(`${login.username}:${login.password}`).toString("base64") }]] : [],
        );
        writeFileSync(this.authFile, JSON.stringify({ auths: Object.fromEntries(logins) as unknown }));
        return this;
    }

    /** The bytes of an image's manifest or index. */
    async inspectRaw(image: string): Promise<Buffer> {
        return this.run("inspect", "--raw", ...this.side("", image), address(image));
    }

    /** The digest of the image's manifest or index, of the bytes that skopeo got. */
    async digestOf(image: string): Promise<string> {
        return `sha256:${createHash("sha256")
            .update(await this.inspectRaw(image))
            .digest("hex")}`;
    }

    async listTags(repository: string): Promise<string[]> {
        const answer = await this.run("list-tags", ...this.side("", repository), address(repository));
        return (JSON.parse(answer.toString()) as { Tags: string[] }).Tags;
    }

    async copy(from: string, to: string, { all = true, format }: CopyOptions = {}): Promise<void> {
        const kept = format === undefined ? ["--preserve-digests"] : ["--format", format];
        const sides = [...this.side("src-", from), ...this.side("dest-", to)];
        await this.run("copy", "--quiet", ...(all ? ["--all"] : []), ...kept, ...sides, address(from), address(to));
    }

    remove(): void {
        rmSync(this.home, { recursive: true, force: true });
    }

    private get authFile(): string {
        return join(this.home, "auth.json");
    }

    private side(prefix: "" | "src-" | "dest-", image: string): string[] {
        if (!address(image).startsWith("docker://")) {
            return [];
        }
        const { login, certificates } = this.known.get(hostOf(image)) ?? {};
        return [
            ...(login ? [`--${prefix}authfile`, this.authFile] : [`--${prefix}no-creds`]),
            ...(certificates ? [`--${prefix}cert-dir`, certificates.caFolder] : [`--${prefix}tls-verify=false`]),
        ];
    }

    /** The policy is about signatures; a machine need not have one. */
    private async run(...args: string[]): Promise<Buffer> {
        const env = { PATH: process.env.PATH, HOME: this.home, XDG_RUNTIME_DIR: this.home, TMPDIR: tmpdir() };
        const { stdout } = await execute("skopeo", ["--insecure-policy", ...args], {
            encoding: "buffer",
            env,
            maxBuffer: 64 * 1024 * 1024,
        });
        return stdout;
    }
}

function address(image: string): string {
    return /^(oci|dir|docker):/.test(image) ? image : `docker://${image}`;
}

function hostOf(image: string): string {
    return image.replace(/^docker:\/\//, "").split("/")[0] ?? "";
}
