import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether Debian's docker-registry is on this machine. */
export const hasDockerRegistry = spawnSync("which", ["docker-registry"]).status === 0;

/** Debian's docker-registry, with its files in a folder of its own. */
export class DockerRegistry {
    private constructor(
        readonly host: string,
        private readonly child: ChildProcess,
        private readonly folder: string,
    ) {}

    static async start(): Promise<DockerRegistry> {
        const folder = mkdtempSync(join(tmpdir(), "docker-registry-"));
        const host = `127.0.0.1:${await freePort()}`;
        const config = {
            version: 0.1,
            log: { level: "error", accesslog: { disabled: true } },
            storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
            http: { addr: host },
        };
        writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
        const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
        const registry = new DockerRegistry(host, child, folder);
        while (child.exitCode === null && !(await registry.answers())) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return registry;
    }

    async stop(): Promise<void> {
        if (this.child.exitCode === null) {
            this.child.kill("SIGKILL");
            await once(this.child, "exit");
        }
        rmSync(this.folder, { recursive: true, force: true });
    }

    private async answers(): Promise<boolean> {
        return fetch(`http://${this.host}/v2/`).then(
            ({ ok }) => ok,
            () => false,
        );
    }
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}
