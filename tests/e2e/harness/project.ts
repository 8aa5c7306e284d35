import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environment, packageRoot, run, watch, type Ended, type Watched } from "./cli";

/** A rule as the scratch program declares it. */
export interface Declaration {
    readonly name: string;
    readonly args: object;
    /** Resource options as data; `dependsOn` holds names. */
    readonly opts?: Readonly<Record<string, unknown>>;
}

/** A resource as the backend keeps it. */
export interface RecordedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly protect?: boolean;
    readonly initErrors?: readonly string[];
}

const declaring = `
const { RepoSyncRule } = require("pulumi-imagesync");
const made = {};
for (const { name, args, opts = {} } of require("./rules.json")) {
    const dependsOn = (opts.dependsOn || []).map((other) => made[other]);
    made[name] = new RepoSyncRule(name, args, { ...opts, dependsOn });
}
`;

/** A user's project in a folder of its own: a program, a stack named dev, a backend, a home. */
export class Project {
    private constructor(
        readonly folder: string,
        readonly env: Readonly<Record<string, string>>,
        private readonly salt: string,
    ) {}

    /** @param config full key → value, in clear */
    static async create(config: Readonly<Record<string, string>>): Promise<Project> {
        const folder = realpathSync(mkdtempSync(join(tmpdir(), "imagesync e2e ")));
        for (const name of ["home", "backend", "node_modules/@pulumi"]) {
            mkdirSync(join(folder, name), { recursive: true });
        }
        symlinkSync(packageRoot, join(folder, "node_modules", "pulumi-imagesync"), "junction");
        symlinkSync(dirname(require.resolve("@pulumi/pulumi/package.json")), pulumiIn(folder), "junction");
        const runtime = { name: "nodejs", options: { typescript: false } };
        writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name: "e2e", runtime, main: "index.js" }));
        writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "e2e", private: true }));
        const env = await environment(join(folder, "home"), join(folder, "backend"));
        const made = await run("pulumi", ["stack", "init", "dev", "--non-interactive"], { cwd: folder, env });
        assert.equal(made.code, 0, made.output);
        const project = new Project(folder, env, readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"));
        project.configure(config);
        return project;
    }

    /** Replaces the stack's configuration. JSON is YAML. */
    configure(config: Readonly<Record<string, string>>): void {
        writeFileSync(join(this.folder, "Pulumi.dev.yaml"), `${this.salt}config: ${JSON.stringify(config)}\n`);
    }

    /** Makes these rules the program. */
    declare(...rules: readonly Declaration[]): void {
        this.data("rules.json", rules);
        this.program(declaring);
    }

    /** Makes a JavaScript text the program. */
    program(text: string): void {
        writeFileSync(join(this.folder, "index.js"), text);
    }

    /** Writes data beside the program. */
    data(file: string, value: unknown): void {
        writeFileSync(join(this.folder, file), JSON.stringify(value));
    }

    /** Runs `pulumi`, whatever comes of it. */
    run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
        const plain = ["--non-interactive", "--color", "never"];
        return run("pulumi", [...args, ...plain], { cwd: this.folder, env: { ...this.env, ...env } });
    }

    /** Starts `up`, `refresh` or `destroy`, or `preview`, for a test that watches it. */
    start(command: Command, ...flags: readonly string[]): Watched {
        const plain = ["--non-interactive", "--color", "never"];
        return watch("pulumi", [...commandLine(command, flags), ...plain], { cwd: this.folder, env: { ...this.env } });
    }

    /** Starts `pulumi` and kills it, alone or with its process group, as soon as `when` answers true. */
    async killed(args: readonly string[], when: () => boolean, what: "alone" | "group" = "alone"): Promise<void> {
        const child = spawn("pulumi", [...args, "--non-interactive"], {
            cwd: this.folder,
            env: this.env,
            stdio: "ignore",
            detached: what === "group",
        });
        const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
        while (!when() && child.exitCode === null) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.equal(child.exitCode, null, "pulumi ended before it could be killed");
        if (what === "group" && child.pid !== undefined) {
            process.kill(-child.pid, "SIGKILL");
        } else {
            child.kill("SIGKILL");
        }
        await ended;
    }

    /** Runs `up`, `refresh` or `destroy` without a preview, or `preview`; answers what was printed. */
    async succeeds(command: Command, ...flags: readonly string[]): Promise<string> {
        const { code, output } = await this.run(commandLine(command, flags));
        assert.equal(code, 0, `pulumi ${command} failed:\n${output}`);
        return output;
    }

    /** The same, for a command that must fail. */
    async fails(command: Command, ...flags: readonly string[]): Promise<string> {
        const { code, output } = await this.run(commandLine(command, flags));
        assert.notEqual(code, 0, `pulumi ${command} was to fail:\n${output}`);
        return output;
    }

    /** The rules in the stack's state, by logical name. */
    rules(): Record<string, RecordedResource> {
        const rules = this.resources().filter(({ type }) => type.endsWith(":RepoSyncRule"));
        return Object.fromEntries(rules.map((rule) => [rule.urn.split("::").at(-1) ?? "", rule]));
    }

    /** A rule that must be in the state. */
    rule(name: string): RecordedResource {
        const rule = this.rules()[name];
        assert.ok(rule, `no rule ${name} in the state`);
        return rule;
    }

    /** Everything in the stack's state, the stack itself and its providers too. */
    resources(): readonly RecordedResource[] {
        const file = join(this.folder, "backend", ".pulumi", "stacks", "e2e", "dev.json");
        const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
        return checkpoint.latest?.resources ?? [];
    }

    /** What lies in the home folder beside Pulumi's own. */
    strangersAtHome(): string[] {
        return readdirSync(join(this.folder, "home")).filter((name) => name !== ".pulumi");
    }

    remove(): void {
        if (existsSync(this.folder)) {
            rmSync(this.folder, { recursive: true, force: true });
        }
    }
}

export type Command = "up" | "refresh" | "destroy" | "preview";

interface Checkpoint {
    readonly checkpoint: { readonly latest?: { readonly resources?: readonly RecordedResource[] } };
}

function pulumiIn(folder: string): string {
    return join(folder, "node_modules", "@pulumi", "pulumi");
}

function commandLine(command: Command, flags: readonly string[]): string[] {
    return command === "preview" ? [command, ...flags] : [command, "--yes", "--skip-preview", ...flags];
}
