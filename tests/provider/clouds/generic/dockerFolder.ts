import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { GenericAccess } from "../../../../provider/clouds/generic/login/access";
import type { ImageEnd } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";

export const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A home folder with Docker's configuration, podman's, credential helpers, and `imagesync:accounts`. */
export class DockerFolder {
    readonly clock = new FakeClock();
    accounts: Readonly<Record<string, unknown>> = {};
    private readonly environment = new TestEnvironment();
    readonly config = join(this.environment.home, "docker", "config.json");
    readonly podman = join(this.environment.home, "run", "containers", "auth.json");
    private readonly bin = join(this.environment.home, "bin");
    readonly log = join(this.environment.home, "asked.txt");

    constructor() {
        [join(this.config, ".."), join(this.podman, ".."), this.bin].forEach((path) =>
            mkdirSync(path, { recursive: true }),
        );
        writeFileSync(this.log, "");
        this.environment.set({
            DOCKER_CONFIG: join(this.config, ".."),
            XDG_RUNTIME_DIR: join(this.environment.home, "run"),
            REGISTRY_AUTH_FILE: "",
            PATH: [this.bin, process.env.PATH].join(delimiter),
        });
    }

    set(variables: Readonly<Record<string, string>>): void {
        this.environment.set(variables);
    }

    /** Writes a file: an object as JSON, a text as it is. */
    write(content: unknown, file = this.config): void {
        writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    }

    /**
     * Makes `docker-credential-<name>`: a shell script that notes in `log` what it was asked, and goes on as `then`
     * says, with the question in `$server`.
     */
    helper(name: string, then: string): void {
        const note = `server=$(cat); echo "${name} $1 $server" >> '${this.log}'`;
        this.script(name, `${note}\n${then}`);
    }

    /** Makes `docker-credential-<name>` of shell commands. */
    script(name: string, commands: string): void {
        const file = join(this.bin, `docker-credential-${name}`);
        writeFileSync(file, `#!/bin/sh\n${commands}\n`);
        chmodSync(file, 0o755);
    }

    port(): GenericAccess {
        const config: Record<string, string> = { "imagesync:accounts": JSON.stringify(this.accounts) };
        return new GenericAccess(Session.from((key) => config[key], this.clock));
    }

    async login(host: string, end: Partial<ImageEnd> = {}) {
        const access = await this.access(host, end);
        return access.login(false);
    }

    access(host: string, end: Partial<ImageEnd> = {}) {
        const whole: ImageEnd = { cloud: "generic", host, namespace: "team", repository: "api", ...end };
        return this.port().access(whole, { deadline: Infinity });
    }

    remove(): void {
        this.environment.restore();
    }
}
