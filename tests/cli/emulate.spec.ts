import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type Emulator, type RegistryHost, startEmulator } from "../../emulator";
import { call } from "../emulator/alibaba/clients";

const MAIN = path.join(__dirname, "../../dist/cli/main.js");

/** The command, run from its source. */
function imagesync(...args: string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [MAIN, ...args]);
}

/** Runs the command to its end. */
async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    const child = imagesync(...args);
    const closed: Promise<unknown[]> = once(child, "close");
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code, stdout, stderr };
}

describe("imagesync emulate", function () {
    this.timeout(30_000);
    let child: ChildProcessWithoutNullStreams | undefined;
    let lines: string[] = [];
    afterEach(async () => {
        if (child !== undefined && child.exitCode === null && child.signalCode === null) {
            child.kill("SIGKILL");
            await once(child, "close");
        }
    });

    /** Starts, and waits for so many lines. */
    async function start(count: number, ...args: string[]): Promise<void> {
        child = imagesync("emulate", ...args);
        lines = [];
        const reader = createInterface({ input: child.stdout });
        const enough = new Promise<void>((resolve, reject) => {
            reader.on("line", (line) => {
                lines.push(line);
                if (lines.length === count) {
                    resolve();
                }
            });
            reader.once("close", () => reject(new Error(`ended after ${lines.length} lines`)));
        });
        await enough;
    }

    /** Interrupts, and gives the exit code. */
    async function stop(signal: "SIGINT" | "SIGTERM"): Promise<unknown> {
        assert.ok(child);
        child.kill(signal);
        const [code] = (await once(child, "close")) as unknown[];
        return code;
    }

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`--json: one line that is enough to use it; ends on ${signal}`, async () => {
            await start(1, "--json");
            const described = JSON.parse(lines[0] ?? "") as Emulator & { registries: RegistryHost[] };
            assert.deepEqual(Object.keys(described), ["url", "endpoints", "credentials", "config", "registries"]);
            assert.equal((await call(described, "ListInstance", {})).TotalCount, 4);
            const hub = described.registries.find(({ registry }) => registry === "cri-hub");
            assert.equal((await fetch(`http://${hub?.host}/v2/`)).status, 401);
            assert.equal(await stop(signal), 0);
            assert.equal(lines.length, 1);
            await assert.rejects(call(described, "ListInstance", {}), { code: "ECONNREFUSED" });
        });
    }

    it("--state keeps the world, also when it is interrupted", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "imagesync-emulate-"));
        try {
            const state = path.join(folder, "world.json");
            const ids: unknown[] = [];
            for (let round = 0; round < 2; round += 1) {
                await start(1, "--json", "--state", state);
                const described = JSON.parse(lines[0] ?? "") as Emulator & { registries: RegistryHost[] };
                const listed = await call(described, "ListRepository", { InstanceId: "cri-hub" });
                ids.push((listed.Repositories as { RepoId: string }[]).map(({ RepoId }) => RepoId));
                assert.equal(await stop("SIGTERM"), 0);
                assert.ok(existsSync(state));
            }
            assert.deepEqual(ids[0], ids[1]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("--sync-seconds is how long the clouds take", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "imagesync-emulate-"));
        try {
            const state = path.join(folder, "world.json");
            await start(1, "--json", "--state", state, "--sync-seconds", "7.5");
            assert.equal(await stop("SIGTERM"), 0);
            const emulator = await startEmulator({ stateFile: state });
            const { alibaba, huawei, tencent } = emulator;
            await emulator.close();
            assert.deepEqual([alibaba.syncSeconds, huawei.syncSeconds, tencent.executionSeconds], [7.5, 7.5, 7.5]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("without --json: text that a shell takes as it is", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const emulator = await startEmulator();
        const { config } = emulator;
        const registries = await emulator.registries.hosts();
        await emulator.close();
        await start(3 + Object.keys(config).length + registries.length);
        const hosts = lines.slice(-registries.length).map((line) => /^# {3}(127\.0\.0\.1:\d+) {2}(.+)$/.exec(line));
        assert.deepEqual(
            hosts.map((match) => match?.[2]),
            registries.map(({ cloud, registry }) => `${cloud} ${registry}`),
        );
        // Each argument that `pulumi` would get, on a line of its own.
        const shell = `pulumi() { printf '%s\\n' "$@"; }\n${lines.join("\n")}\n`;
        const args = execFileSync("sh", ["-c", shell], { encoding: "utf8" }).trim().split("\n");
        const url = /on (http:\S+);/.exec(lines[0] ?? "")?.[1] ?? "";
        const expected = Object.entries(config).flatMap(([key, value]) => {
            const secret = key === "imagesync:accounts" || /:secret(Id|Key)$/.test(key);
            return ["config", "set", ...(secret ? ["--secret"] : []), key, value.replaceAll(emulator.url, url)];
        });
        assert.deepEqual(args, expected);
    });

    it("a port that is taken: an error, exit code 1", async () => {
        const emulator = await startEmulator();
        try {
            const { code, stdout, stderr } = await run("emulate", "--port", new URL(emulator.url).port);
            assert.deepEqual([code, stdout], [1, ""]);
            assert.match(stderr, /^imagesync: listen EADDRINUSE/m);
        } finally {
            await emulator.close();
        }
    });

    const wrong = [
        { args: ["emulate", "--port", "ninety"], message: /a port is a number from 0 to 65535/ },
        { args: ["emulate", "--port", "65536"], message: /a port is a number from 0 to 65535/ },
        { args: ["emulate", "--sync-seconds", "-1"], message: /seconds are a number, 0 or more/ },
        { args: ["emulate", "--sync-seconds", "soon"], message: /seconds are a number, 0 or more/ },
        { args: ["emulate", "--fast"], message: /unknown option '--fast'/ },
        { args: ["emulate", "now"], message: /too many arguments/ },
        { args: ["emulat"], message: /unknown command 'emulat'/ },
    ];
    for (const { args, message } of wrong) {
        it(`${args.join(" ")}: an error, exit code 1`, async () => {
            const { code, stdout, stderr } = await run(...args);
            assert.deepEqual([code, stdout], [1, ""]);
            assert.match(stderr, message);
        });
    }

    it("emulate --help tells the options", async () => {
        const { code, stdout } = await run("emulate", "--help");
        assert.equal(code, 0);
        for (const option of ["--port", "--state", "--sync-seconds", "--json"]) {
            assert.ok(stdout.includes(option));
        }
    });
});
