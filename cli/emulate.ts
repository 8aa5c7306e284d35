import { Command, InvalidArgumentError } from "commander";
import { type Emulator, type RegistryHost, startEmulator } from "../emulator";
import { isSecretConfig } from "../emulator/pulumiConfig";

interface EmulateOptions {
    readonly port: number;
    readonly state?: string;
    readonly syncSeconds?: number;
    readonly json?: boolean;
}

/**
 * `imagesync emulate`: runs until it is interrupted.
 * @public Required by main.ts by name, when it is called.
 */
export function emulateCommand(): Command {
    return new Command("imagesync emulate")
        .description("run Alibaba Cloud CR EE, Tencent TCR and Huawei SWR on 127.0.0.1, without accounts")
        .option("--port <number>", "port to listen on; 0 takes a free one", parsePort, 0)
        .option("--state <file>", "keep the world in this file, for the next time")
        .option(
            "--sync-seconds <number>",
            "how long the clouds take for an image (default: each its own)",
            parseSeconds,
        )
        .option("--json", "print one line of JSON: url, endpoints, credentials, config, registries")
        .allowExcessArguments(false)
        .action(emulate);
}

async function emulate({ port, state, syncSeconds, ...options }: EmulateOptions): Promise<void> {
    const emulator = await startEmulator({ port, stateFile: state, syncSeconds });
    const interrupted = nextSignal();
    const registries = await emulator.registries.hosts();
    process.stdout.write(options.json === true ? jsonLine(emulator, registries) : configLines(emulator, registries));
    await interrupted;
    await emulator.close();
}

function parsePort(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
        throw new InvalidArgumentError("a port is a number from 0 to 65535.");
    }
    return Number(text);
}

function parseSeconds(text: string): number {
    if (!/^\d{1,6}(\.\d+)?$/.test(text)) {
        throw new InvalidArgumentError("seconds are a number, 0 or more.");
    }
    return Number(text);
}

/** The first SIGINT or SIGTERM. A second one ends the process as usual. */
function nextSignal(): Promise<void> {
    return new Promise((resolve) => {
        const stop = (): void => {
            process.off("SIGINT", stop);
            process.off("SIGTERM", stop);
            resolve();
        };
        process.on("SIGINT", stop);
        process.on("SIGTERM", stop);
    });
}

function jsonLine({ url, endpoints, credentials, config }: Emulator, registries: readonly RegistryHost[]): string {
    return `${JSON.stringify({ url, endpoints, credentials, config, registries })}\n`;
}

/** Text that can be pasted into a shell as a whole. */
function configLines({ url, config }: Emulator, registries: readonly RegistryHost[]): string {
    const settings = Object.entries(config).map(
        ([key, value]) => `pulumi config set ${isSecretConfig(key) ? "--secret " : ""}${key} '${value}'`,
    );
    return [
        `# The emulator listens on ${url}; Ctrl-C ends it.`,
        "# To point a stack at it, paste these lines into its project's folder:",
        ...settings,
        "# The registries, for any client that is given a temporary log-in by the cloud's API:",
        ...registries.map(({ cloud, registry, host }) => `#   ${host}  ${cloud} ${registry}`),
        "",
    ].join("\n");
}
