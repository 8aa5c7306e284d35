#!/usr/bin/env node
import { readFileSync } from "node:fs";
import module from "node:module";
import { Command } from "commander";

/** One file per subcommand; each is loaded when it is called, so that none pays for the others. */
const subcommands = [
    {
        name: "emulate",
        description: "run the three clouds' registry APIs on this machine, without accounts",
        load: (): Command => {
            const { emulateCommand } = require("./emulate") as typeof import("./emulate");
            return emulateCommand();
        },
    },
    {
        name: "copy",
        description: "copy images between any two registries, through this machine",
        load: (): Command => {
            const { copyCommand } = require("./copy") as typeof import("./copy");
            return copyCommand();
        },
    },
] as const;

function packageVersion(): string {
    const manifest: unknown = JSON.parse(readFileSync(require.resolve("pulumi-imagesync/package.json"), "utf8"));
    return (manifest as { version: string }).version;
}

async function main(): Promise<void> {
    const program = new Command("imagesync")
        .description("tools for pulumi-imagesync: container image sync rules as Pulumi resources")
        .version(packageVersion())
        .helpCommand(false);
    for (const { name, description, load } of subcommands) {
        program
            .command(name)
            .description(description)
            .allowUnknownOption()
            .allowExcessArguments()
            .helpOption(false)
            .action(async (_options: unknown, self: Command) => {
                await load().parseAsync(self.args, { from: "user" });
            });
    }
    await program.parseAsync();
}

// Node 22 keeps what it has compiled for the next start; Node 20 cannot.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
main().catch((error: unknown) => {
    process.stderr.write(`imagesync: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
