import { spawn } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";

/** The checkout under test: what scratch projects get as the installed package. */
export const packageRoot = resolve(__dirname, "..", "..", "..");

const { checkout } = require("../../../scripts/setup/checkout") as { checkout: () => object };
const { ensureCli } = require("../../../scripts/setup/cli") as {
    ensureCli: (options: { checkout: object; log: (line: string) => void }) => Promise<string>;
};

let found: Promise<string> | undefined;

/** The folder of the Pulumi CLI, as the set-up finds it. */
function cliFolder(): Promise<string> {
    found ??= ensureCli({ checkout: checkout(), log: (line) => console.error(line) });
    return found;
}

/**
 * An environment that owes nothing to the person who runs the tests: no cloud's variables, no proxy, an empty home.
 * The backend is a folder, secrets hang on a passphrase.
 */
export async function environment(home: string, backend: string): Promise<Record<string, string>> {
    const inherited = ["TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT"];
    const kept = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    const path = [await cliFolder(), dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
    return {
        ...(Object.fromEntries(kept) as Record<string, string>),
        PATH: path,
        HOME: home,
        USERPROFILE: home,
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "end to end",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // The address of the clouds' metadata services leads nowhere on most machines.
        IMAGESYNC_METADATA_DISABLED: "true",
    };
}

/** How a command ended. */
export interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, one after the other. */
    readonly output: string;
}

/** A program that runs. */
export interface Watched {
    readonly ended: Promise<Ended>;
    /** Resolves as soon as it has printed this. @throws Error when it ends without */
    shows(text: RegExp): Promise<void>;
}

/** Runs a program until it ends; never rejects for its exit code. */
export function run(
    program: string,
    args: readonly string[],
    options: { cwd: string; env: Record<string, string> },
): Promise<Ended> {
    return watch(program, args, options).ended;
}

/** Starts a program. */
export function watch(
    program: string,
    args: readonly string[],
    options: { cwd: string; env: Record<string, string> },
): Watched {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (chunk: string) => (text[stream] += chunk));
    }
    const output = () => text.stdout + text.stderr;
    const ended = new Promise<Ended>((done, fail) => {
        child.on("error", fail);
        child.on("close", (code) => done({ code, ...text, output: output() }));
    });
    const shows = (wanted: RegExp) =>
        new Promise<void>((done, fail) => {
            const look = () => void (wanted.test(output()) && done());
            child.stdout.on("data", look);
            child.stderr.on("data", look);
            look();
            ended.then(({ output: all }) => fail(new Error(`ended without ${wanted}:\n${all}`)), fail);
        });
    return { ended, shows };
}
