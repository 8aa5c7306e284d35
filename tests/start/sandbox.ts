import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { type Ended, environment, packageRoot } from "../e2e/harness/cli";

/** `npm start` with a folder of its own for everything that it keeps. */
export class Sandbox {
    private constructor(
        readonly folder: string,
        private readonly env: Record<string, string>,
    ) {}

    static async create(): Promise<Sandbox> {
        const folder = realpathSync(mkdtempSync(join(tmpdir(), "npm start ")));
        const home = join(folder, "home");
        mkdirSync(home);
        const env = await environment(home, join(folder, "somebody else's backend"));
        return new Sandbox(folder, { ...env, IMAGESYNC_STATE_DIR: join(folder, "state") });
    }

    /** Runs `npm start -- …` to its end. */
    start(...args: readonly string[]): Promise<Ended> {
        return this.begin(...args).ended;
    }

    /** Starts it, for who wants to interrupt it. */
    begin(...args: readonly string[]): Running {
        const child = spawn(process.execPath, [join(packageRoot, "scripts", "start.js"), ...args], {
            cwd: this.folder,
            env: this.env,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const text = { stdout: "", stderr: "" };
        const waiting = new Set<() => void>();
        for (const stream of ["stdout", "stderr"] as const) {
            child[stream].setEncoding("utf8").on("data", (chunk: string) => {
                text[stream] += chunk;
                waiting.forEach((look) => look());
            });
        }
        const ended = new Promise<Ended>((done, fail) => {
            child.on("error", fail);
            child.on("close", (code) => done({ code, ...text, output: text.stdout + text.stderr }));
        });
        const says = (pattern: RegExp): Promise<void> =>
            new Promise((done, fail) => {
                const look = (): void => {
                    if (pattern.test(text.stdout)) done();
                };
                waiting.add(look);
                look();
                void ended.then(({ output }) => fail(new Error(`it ended without ${pattern}:\n${output}`)));
            });
        return {
            ended,
            says,
            get printed() {
                return text.stdout;
            },
            interrupt: () => child.kill("SIGINT"),
        };
    }

    /** For programs that a person runs beside it, with a home of its own. */
    get plainEnvironment(): NodeJS.ProcessEnv {
        const home = join(this.folder, "home");
        return { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home };
    }

    /** The port that the clouds had last. */
    get port(): number {
        const memory: unknown = JSON.parse(readFileSync(this.memory, "utf8"));
        return (memory as { port: number }).port;
    }

    /** Leaves everything as a version has that did not count its worlds. */
    forgetWorld(): void {
        const { world: _world, ...rest } = JSON.parse(readFileSync(this.memory, "utf8")) as Record<string, unknown>;
        writeFileSync(this.memory, JSON.stringify(rest));
    }

    private get memory(): string {
        return join(this.folder, "state", "memory.json");
    }

    /** Looks at the emulated clouds as they were left. */
    async world<T>(look: (clouds: Emulator) => T): Promise<T> {
        const clouds = await startEmulator({ stateFile: join(this.folder, "state", "clouds.json") });
        try {
            return look(clouds);
        } finally {
            await clouds.close();
        }
    }

    /** All processes that were started by ours and are still there; Linux alone tells. */
    survivors(): Survivor[] {
        if (process.platform !== "linux") return [];
        return readdirSync("/proc")
            .filter((pid) => /^\d+$/.test(pid))
            .filter((pid) => procFile(pid, "environ").includes(`IMAGESYNC_STATE_DIR=${join(this.folder, "state")}\0`))
            .map((pid) => ({ pid: Number(pid), commandLine: procFile(pid, "cmdline").replaceAll("\0", " ") }))
            .filter(({ commandLine }) => commandLine !== "");
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

export interface Survivor {
    readonly pid: number;
    readonly commandLine: string;
}

/** A start that is under way. */
export interface Running {
    readonly ended: Promise<Ended>;
    /** What it has printed so far. */
    readonly printed: string;
    /** Waits until it has printed something; rejects when it ends without. */
    says(pattern: RegExp): Promise<void>;
    interrupt(): void;
}

function procFile(pid: string, name: string): string {
    try {
        return readFileSync(join("/proc", pid, name), "utf8");
    } catch {
        return "";
    }
}
