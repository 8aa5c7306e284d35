import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, packageRoot, run } from "../e2e/harness/cli";

/** One of the example projects where it lies, with a stack whose state and configuration are in a scratch folder. */
export class Example {
    private constructor(
        private readonly scratch: string,
        private readonly folder: string,
        private readonly env: Record<string, string>,
    ) {}

    /** @param config full key → value, in clear */
    static async open(name: string, config: Readonly<Record<string, string>>): Promise<Example> {
        const scratch = realpathSync(mkdtempSync(join(tmpdir(), "imagesync example ")));
        const [home, backend] = [join(scratch, "home"), join(scratch, "backend")];
        mkdirSync(home);
        mkdirSync(backend);
        const folder = join(packageRoot, "examples", name);
        const example = new Example(scratch, folder, await environment(home, backend));
        // A new stack's configuration is written beside its project's file: beside a copy, the checkout stays as it is.
        copyFileSync(join(folder, "Pulumi.yaml"), join(scratch, "Pulumi.yaml"));
        await example.pulumi(["stack", "init", "test"], scratch);
        const salt = readFileSync(example.configFile, "utf8");
        writeFileSync(example.configFile, `${salt}config: ${JSON.stringify(config)}\n`);
        return example;
    }

    /** Runs `up` or `destroy`, which must succeed; answers what was printed. */
    async succeeds(command: "up" | "destroy", ...flags: readonly string[]): Promise<string> {
        const stack = ["--stack", "test", "--config-file", this.configFile];
        return this.pulumi([command, "--yes", "--skip-preview", ...stack, ...flags], this.folder);
    }

    close(): void {
        rmSync(this.scratch, { recursive: true, force: true });
    }

    private get configFile(): string {
        return join(this.scratch, "Pulumi.test.yaml");
    }

    private async pulumi(args: readonly string[], cwd: string): Promise<string> {
        const ended = await run("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd, env: this.env });
        assert.equal(ended.code, 0, `pulumi ${args[0]} failed:\n${ended.output}`);
        return ended.output;
    }
}
