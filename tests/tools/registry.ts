import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Certificates, makeCertificates } from "./certificates";
import { type LoggedRequest, readAccessLog } from "./accessLog";

/** The one login of a registry that wants one; docker-registry takes it as a bcrypt hash. */
export const login = { username: "robot", password: "correct-horse" };
const htpasswd = "robot:$2b$04$abcdefghijklmnopqrstuuPoaPXzWjiVz4HaNq2LJXksWbO79E.S6\n";

const startSeconds = 60;

interface RegistryOptions {
    /** Whether it wants `login` by Basic authentication. Default: anonymous. */
    readonly login?: boolean;
    /** Whether it speaks https, with a certificate of a private CA. Default: http. */
    readonly tls?: boolean;
    /** Where its own folder is made. Default: the system's folder for temporary files. */
    readonly under?: string;
}

/** A running docker-registry (distribution 2.8) on 127.0.0.1 with nothing in it. */
export class RealRegistry {
    /** Registries of a process that ends early end with it. */
    private readonly endNow = (): void => void this.child.kill("SIGKILL");

    private constructor(
        /** `127.0.0.1:port`, as in image references. */
        readonly host: string,
        /** Of the CA, where it speaks https. */
        readonly certificates: Certificates | undefined,
        private readonly folder: string,
        private readonly child: ChildProcess,
    ) {
        process.once("exit", this.endNow);
    }

    /** Starts one, and waits until it answers. */
    static async start(options: RegistryOptions = {}): Promise<RealRegistry> {
        const folder = mkdtempSync(join(options.under ?? tmpdir(), "imagesync-registry-"));
        const certificates = options.tls === true ? makeCertificates(folder) : undefined;
        writeFileSync(join(folder, "htpasswd"), htpasswd);
        writeFileSync(join(folder, "config.json"), JSON.stringify(configuration(folder, options, certificates)));
        const child = run(folder);
        try {
            const port = await portOf(folder, child);
            await answer(port, certificates);
            return new RealRegistry(`127.0.0.1:${port}`, certificates, folder, child);
        } catch (error) {
            child.kill("SIGKILL");
            rmSync(folder, { recursive: true });
            throw error;
        }
    }

    /** What it was asked since it started, in order; where the answer's size is known, it counts bytes of bodies. */
    requests(): LoggedRequest[] {
        return readAccessLog(readFileSync(join(this.folder, "access.log"), "utf8"));
    }

    /** Ends it, and removes what it held. */
    async stop(): Promise<void> {
        process.off("exit", this.endNow);
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill("SIGKILL");
            await once(this.child, "exit");
        }
        rmSync(this.folder, { recursive: true });
    }
}

/** YAML takes JSON. */
function configuration(folder: string, options: RegistryOptions, tls: Certificates | undefined): object {
    const auth = { htpasswd: { realm: "registry", path: join(folder, "htpasswd") } };
    return {
        version: "0.1",
        log: { level: "info", formatter: "json" },
        storage: {
            filesystem: { rootdirectory: join(folder, "data") },
            delete: { enabled: true },
            maintenance: { uploadpurging: { enabled: false } },
        },
        http: {
            addr: "127.0.0.1:0",
            secret: "of tests",
            ...(tls ? { tls: { certificate: tls.certificate, key: tls.key } } : {}),
        },
        ...(options.login === true ? { auth } : {}),
        // Else it refuses manifests with foreign layers.
        validation: { manifests: { urls: { allow: ["^https://"] } } },
    };
}

function run(folder: string): ChildProcess {
    // Files, since nobody may be reading while a test is busy; the access log goes to stdout.
    const [access, log] = ["access.log", "registry.log"].map((name) => openSync(join(folder, name), "a"));
    const env = { PATH: process.env.PATH, HOME: folder, OTEL_TRACES_EXPORTER: "none" };
    const child = spawn("docker-registry", ["serve", join(folder, "config.json")], {
        stdio: ["ignore", access, log],
        env,
    });
    [access, log].forEach((file) => file !== undefined && closeSync(file));
    child.on("error", () => undefined);
    return child;
}

/** It was given port 0, and tells its own. */
async function portOf(folder: string, child: ChildProcess): Promise<number> {
    for (const until = Date.now() + startSeconds * 1000; Date.now() < until; await sleep(20)) {
        const log = readFileSync(join(folder, "registry.log"), "utf8");
        const port = /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
        if (port !== undefined) {
            return Number(port);
        }
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
            throw new Error(`docker-registry ended at once: ${log}`);
        }
    }
    throw new Error(`docker-registry did not listen within ${startSeconds} s`);
}

async function answer(port: number, certificates: Certificates | undefined): Promise<void> {
    const options = { host: "127.0.0.1", port, path: "/v2/", agent: false };
    const request = certificates
        ? https.get({ ...options, ca: readFileSync(certificates.ca) })
        : http.get({ ...options });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.destroy();
    if (![200, 401].includes(response.statusCode ?? 0)) {
        throw new Error(`docker-registry answers GET /v2/ with ${response.statusCode}`);
    }
}
