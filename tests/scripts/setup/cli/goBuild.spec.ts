import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Sandbox, root, skipOnWindows } from "../../sandbox";

const { checkout } = require("../../../../scripts/setup/checkout") as { checkout: () => { launcherVersion: string } };
const { launcherVersion } = checkout();

/**
 * Stands for Go. Builds a program that answers with the version it was told; waits or fails instead, where FAKE_GO says
 * so, after having written half a program.
 */
const fakeGo = `
case "$1" in
version) echo "go version go\${FAKE_VERSION:-1.26.8} linux/amd64" ;;
build)
    echo "$GOFLAGS,$GOTOOLCHAIN,$GOWORK,$(basename "$PWD"),$GOTMPDIR" >> "$FAKE_LOG"
    mkdir -p "$(dirname "$4")"; printf '#!/bin/sh\\n' > "$4"; chmod +x "$4"
    case "$FAKE_GO" in
    hang) echo $$ > "$FAKE_LOG.hangs"; exec sleep 600 ;;
    fail) echo "dial tcp: connection refused" >&2; exit 1 ;;
    slow) sleep 0.5 ;;
    esac
    echo "echo \${6##*=}" >> "$4" ;;
esac`;

/** Runs the search as a process of its own, with no CLI anywhere and a download that fails. */
const script = `
    const { ensureCli } = require(${JSON.stringify(join(root, "scripts/setup/cli"))});
    const { checkout } = require(${JSON.stringify(join(root, "scripts/setup/checkout"))});
    require(${JSON.stringify(join(root, "scripts/setup/child"))}).endChildrenWithUs();
    ensureCli({ checkout: checkout(), log: console.log, download: async () => "no line" })
        .then((bin) => console.log("ready " + bin), (error) => { console.log(error.message); process.exitCode = 1; });`;

describe("build of the Pulumi CLI with Go", () => {
    let box: Sandbox;
    let running: ChildProcess[];

    before(skipOnWindows);
    beforeEach(() => {
        box = new Sandbox();
        running = [];
        box.program("go/go", fakeGo);
    });
    afterEach(() => {
        for (const child of running) child.kill("SIGKILL");
        box.remove();
    });

    const version = () => join(box.path, "home", "versions", launcherVersion);
    const log = () => join(box.path, "log");
    const start = (env: Record<string, string> = {}) => {
        const path = [join(box.path, "go"), "/usr/bin", "/bin"].join(delimiter);
        const own = { PATH: path, PULUMI_HOME: join(box.path, "home"), FAKE_LOG: log(), ...env };
        const child = spawn(process.execPath, ["-e", script], { env: own, stdio: ["ignore", "pipe", "inherit"] });
        running.push(child);
        let output = "";
        child.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
        const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
        return { child, ended };
    };
    const untilItHangs = async () => {
        while (!existsSync(`${log()}.hangs`) || readFileSync(`${log()}.hangs`, "utf8") === "") await sleep(20);
        return Number(readFileSync(`${log()}.hangs`, "utf8"));
    };
    const isAlive = (pid: number) => {
        try {
            return process.kill(pid, 0);
        } catch {
            return false;
        }
    };

    it("fills the launcher's folder, and says why and how long it takes", async () => {
        const { code, output } = await start().ended;
        assert.equal(code, 0, output);
        assert.match(output, /building Pulumi 3\.\d+\.\d+ .*Go 1\.26\.8, because no line; this takes 3 to 8 minutes/);
        assert.deepEqual(readdirSync(version()), ["bin"]);
        const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
        assert.deepEqual(readdirSync(join(version(), "bin")).sort(), programs);
    });

    it("is not swayed by the user's Go settings", async () => {
        await start({ GOFLAGS: "-mod=mod", GOTOOLCHAIN: "auto", GOWORK: "/elsewhere/go.work" }).ended;
        const lines = readFileSync(log(), "utf8").trim().split("\n");
        const scratch = lines[0]?.split(",")[4] ?? "";
        assert.deepEqual(lines, [
            `-mod=readonly -buildvcs=false,local,off,language,${scratch}`,
            `-mod=readonly -buildvcs=false,local,off,cli,${scratch}`,
        ]);
        assert.equal(existsSync(scratch), false);
    });

    it("builds only what is missing", async () => {
        box.program(join("home/versions", launcherVersion, "bin/pulumi"), `echo v${launcherVersion}`);
        const { code, output } = await start().ended;
        assert.equal(code, 0, output);
        assert.equal(readFileSync(log(), "utf8").trim().split("\n").length, 1);
    });

    it("leaves nothing of a build that fails, and shows how it ended", async () => {
        const { code, output } = await start({ FAKE_GO: "fail" }).ended;
        assert.equal(code, 1);
        assert.match(output, /dial tcp: connection refused/);
        assert.match(output, /Two ways out/);
        assert.deepEqual(readdirSync(version()), []);
    });

    it("wants the Go that the engine wants", async () => {
        const { code, output } = await start({ FAKE_VERSION: "1.21.3" }).ended;
        assert.equal(code, 1);
        assert.match(output, /is Go 1\.21\.3, and 1\.\d+ or later is needed/);
    });

    it("takes the compiler along when it is ended", async () => {
        const { child, ended } = start({ FAKE_GO: "hang" });
        const compiler = await untilItHangs();
        child.kill("SIGTERM");
        assert.equal((await ended).code, 143);
        assert.equal(isAlive(compiler), false);
        assert.deepEqual(readdirSync(version()), []);
    });

    it("starts over after it was killed, and clears what the dead one left", async () => {
        const { child, ended } = start({ FAKE_GO: "hang" });
        const compiler = await untilItHangs();
        child.kill("SIGKILL");
        process.kill(compiler, "SIGKILL");
        await ended;
        assert.match(readdirSync(version()).join(), /^build\.\d+$/);
        const again = await start().ended;
        assert.equal(again.code, 0, again.output);
        assert.deepEqual(readdirSync(version()), ["bin"]);
    });

    it("runs twice at once without harm", async () => {
        const both = await Promise.all([start({ FAKE_GO: "slow" }).ended, start({ FAKE_GO: "slow" }).ended]);
        for (const { code, output } of both) {
            assert.equal(code, 0, output);
            assert.match(output, /because no line/);
        }
        assert.deepEqual(readdirSync(version()), ["bin"]);
        const third = await start({ FAKE_GO: "fail" }).ended;
        assert.equal(third.code, 0, third.output);
    });
});
