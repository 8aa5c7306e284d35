import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Ended, environment, run } from "../e2e/harness/cli";

const root = resolve(__dirname, "..", "..");
const { ensureSetup } = require("../../scripts/setup") as { ensureSetup: () => Promise<unknown> };
const { npmCommand } = require("../../scripts/setup/dependencies") as { npmCommand: () => [string, ...string[]] };

/** Versions as they are pinned in this package's own manifest. */
export const pinned = manifest().devDependencies;

/** The lowest version of `@pulumi/pulumi` that the package says it works with. */
export const lowestPulumi = (manifest().peerDependencies["@pulumi/pulumi"] ?? "").replace(/^\^/, "");

interface Manifest {
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
    return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
}

let packed: Promise<string> | undefined;

/** The package as a registry would serve it; packed once for all projects. */
function tarball(): Promise<string> {
    packed ??= pack();
    return packed;
}

async function pack(): Promise<string> {
    await ensureSetup();
    const folder = mkdtempSync(join(tmpdir(), "imagesync pack "));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const [npm, ...first] = npmCommand();
    const args = [...first, "pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const { code, stdout, output } = await run(npm, args, { cwd: root, env: installing() });
    assert.equal(code, 0, output);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    return join(folder, filename);
}

/** The person's own registry and cache; nothing of the npm that runs the tests, which would point into this checkout. */
function installing(): Record<string, string> {
    const foreign = /^(npm_(package|lifecycle|command|config_local_prefix)|NODE_ENV$)/;
    const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !foreign.test(name));
    return Object.fromEntries(kept) as Record<string, string>;
}

export interface ScratchOptions {
    /** The program and whatever else is in the project, by path. */
    readonly files: Readonly<Record<string, string>>;
    /** Fields of package.json; the packed package is added to the dependencies. */
    readonly manifest: { readonly dependencies: Readonly<Record<string, string>>; readonly [field: string]: unknown };
    /** Pulumi.yaml's `runtime` and `main`. */
    readonly pulumi: object;
    readonly install: "npm" | "pnpm";
}

/** What installs a project, as people call it. */
function installer(name: ScratchOptions["install"]): [string, ...string[]] {
    const [npm, ...first] = npmCommand();
    return name === "npm"
        ? [npm, ...first, "install", "--prefer-offline", "--no-audit", "--no-fund"]
        : // The last line of versions that runs on the oldest Node this package runs on.
          [npm, ...first, "exec", "--yes", "--", "pnpm@10.34.9", "install", "--prefer-offline", "--no-frozen-lockfile"];
}

/** A user's project, far from this checkout, with the packed package installed into it. */
export class ScratchProject {
    private constructor(
        readonly folder: string,
        private readonly env: Record<string, string>,
    ) {}

    static async create(options: ScratchOptions): Promise<ScratchProject> {
        const folder = realpathSync(mkdtempSync(join(tmpdir(), "imagesync scratch ")));
        for (const name of ["home", "backend"]) {
            mkdirSync(join(folder, name));
        }
        const project = new ScratchProject(folder, await environment(join(folder, "home"), join(folder, "backend")));
        try {
            await project.install(options);
        } catch (error) {
            project.remove();
            throw error;
        }
        return project;
    }

    private async install(options: ScratchOptions): Promise<void> {
        const { dependencies } = options.manifest;
        const all = { ...dependencies, "pulumi-imagesync": `file:${await tarball()}` };
        this.write("package.json", JSON.stringify({ private: true, ...options.manifest, dependencies: all }));
        this.write("Pulumi.yaml", JSON.stringify({ name: "scratch", ...options.pulumi }));
        for (const [name, text] of Object.entries(options.files)) {
            this.write(name, text);
        }
        const [program, ...args] = installer(options.install);
        await this.must(run(program, args, { cwd: this.folder, env: installing() }));
    }

    write(name: string, text: string): void {
        mkdirSync(dirname(join(this.folder, name)), { recursive: true });
        writeFileSync(join(this.folder, name), text);
    }

    /** Makes the stack, with this configuration. */
    async stack(config: Readonly<Record<string, string>>): Promise<void> {
        await this.pulumi("stack", "init", "dev");
        const salt = readFileSync(join(this.folder, "Pulumi.dev.yaml"), "utf8");
        // JSON is YAML.
        this.write("Pulumi.dev.yaml", `${salt}config: ${JSON.stringify(config)}\n`);
    }

    /** Runs `pulumi`, which must succeed; answers what it printed. */
    pulumi(...args: readonly string[]): Promise<string> {
        return this.must(this.run("pulumi", [...args, "--non-interactive", "--color", "never"]));
    }

    /** Runs Node in the project, which must succeed; answers what it printed. */
    node(...args: readonly string[]): Promise<string> {
        return this.must(this.run(process.execPath, args));
    }

    /** The resources in the stack's state, by logical name. */
    async resources(): Promise<Record<string, Recorded>> {
        const { deployment } = JSON.parse(await this.pulumi("stack", "export")) as {
            deployment: { resources?: Recorded[] };
        };
        const rules = (deployment.resources ?? []).filter(({ type }) => type.endsWith(":RepoSyncRule"));
        return Object.fromEntries(rules.map((rule) => [rule.urn.split("::").at(-1) ?? "", rule]));
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    private run(program: string, args: readonly string[]): Promise<Ended> {
        return run(program, args, { cwd: this.folder, env: this.env });
    }

    private async must(ending: Promise<Ended>): Promise<string> {
        const { code, output } = await ending;
        assert.equal(code, 0, output);
        return output;
    }
}

/** A resource as the stack's state has it. */
export interface Recorded {
    readonly urn: string;
    readonly type: string;
    readonly id: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
}
