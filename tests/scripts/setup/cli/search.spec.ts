import assert from "node:assert/strict";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Sandbox, root, skipOnWindows } from "../../sandbox";

type Outcome = Promise<string | undefined>;
interface Options {
    checkout: { root: string; state: string; launcherVersion: string; sdkVersion: string };
    log: (line: string) => void;
    env: NodeJS.ProcessEnv;
    download: () => Outcome;
    build?: (options: { why: string }) => Outcome;
}
const { ensureCli, pulumiEnvironment } = require("../../../../scripts/setup/cli") as {
    ensureCli: (options: Options) => Promise<string>;
    pulumiEnvironment: (bin: string, env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv;
};

describe("search for a Pulumi CLI", () => {
    let box: Sandbox;
    let asked: string[];
    let lines: string[];

    before(skipOnWindows);
    beforeEach(() => {
        box = new Sandbox();
        asked = [];
        lines = [];
    });
    afterEach(() => box.remove());

    const cli = (folder: string, version = "3.250.0", except = "") => {
        const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
        for (const name of programs.filter((program) => program !== except)) {
            box.program(join(folder, name), `echo v${version}`);
        }
        return join(box.path, folder);
    };
    const launcherBin = "home/versions/3.250.0/bin";
    const search = (path: string[], options: Partial<Options> = {}) =>
        ensureCli({
            checkout: { root, state: join(box.path, ".state"), launcherVersion: "3.250.0", sdkVersion: "3.248.0" },
            log: (line) => lines.push(line),
            env: { PATH: path.join(":"), PULUMI_HOME: join(box.path, "home") },
            download: async () => (asked.push("download"), "no line"),
            build: async ({ why }) => (asked.push(`build because ${why}`), "no compiler"),
            ...options,
        });

    it("takes the one on PATH when it is recent and complete", async () => {
        cli(launcherBin);
        const onPath = cli("bin", "3.248.0");
        assert.equal(await search(["/nowhere", onPath]), onPath);
    });

    it("takes one whose language host is elsewhere on PATH", async () => {
        const onPath = cli("bin", "3.260.1", "pulumi-language-nodejs");
        box.program("other/pulumi-language-nodejs", "exit 0");
        assert.equal(await search([onPath, join(box.path, "other")]), onPath);
    });

    const unfit: [string, string, string | undefined, RegExp][] = [
        ["is older than the SDK", "3.247.9", undefined, /not using .*it is 3\.247\.9, and 3\.248\.0 or later/],
        ["has another major number", "4.0.0", undefined, /it is 4\.0\.0/],
        ["has no language host", "3.250.0", "pulumi-language-nodejs", /no pulumi-language-nodejs/],
        ["has no dynamic provider", "3.250.0", "pulumi-resource-pulumi-nodejs", /no pulumi-resource-pulumi-nodejs/],
    ];
    for (const [reason, version, except, message] of unfit) {
        it(`leaves the one on PATH alone when it ${reason}, and says so`, async () => {
            const onPath = cli("bin", version, except);
            const fallback = cli(launcherBin);
            assert.equal(await search([onPath]), fallback);
            assert.match(lines.join("\n"), message);
        });
    }

    it("leaves one alone that does not run", async () => {
        const onPath = cli("bin");
        box.program("bin/pulumi", "exit 1");
        const fallback = cli(launcherBin);
        assert.equal(await search([onPath]), fallback);
        assert.match(lines.join("\n"), /it does not run/);
    });

    it("does not run npm's launcher, which would download", async () => {
        const ran = join(box.path, "ran");
        const script = box.program("lib/node_modules/pulumi/run.js", `: > '${ran}'; echo v3.250.0`);
        mkdirSync(join(box.path, "bin"));
        symlinkSync(script, join(box.path, "bin", "pulumi"));
        const fallback = cli(launcherBin);
        assert.equal(await search([join(box.path, "bin")]), fallback);
        assert.equal(existsSync(ran), false);
    });

    it("completes the launcher's folder with the dynamic provider", async () => {
        const bin = cli(launcherBin, "3.250.0", "pulumi-resource-pulumi-nodejs");
        assert.equal(await search([]), bin);
        assert.ok(existsSync(join(bin, "pulumi-resource-pulumi-nodejs")));
        assert.deepEqual(asked, []);
    });

    it("downloads before it builds", async () => {
        const download = async () => (asked.push("download"), cli(launcherBin), undefined);
        assert.equal(await search([], { download }), join(box.path, launcherBin));
        assert.deepEqual(asked, ["download"]);
    });

    it("builds when the download fails, and hands on why", async () => {
        const build: Options["build"] = async ({ why }) => (asked.push(why), cli(launcherBin), undefined);
        assert.equal(await search([], { build }), join(box.path, launcherBin));
        assert.deepEqual(asked, ["download", "no line"]);
    });

    it("replaces an engine that is there but does not run", async () => {
        cli(launcherBin);
        box.program(join(launcherBin, "pulumi"), "exit 1");
        await search([], { download: async () => (asked.push("download"), cli(launcherBin), undefined) });
        assert.deepEqual(asked, ["download"]);
    });

    it("names both ways out when there is neither a download nor Go", async () => {
        const message = await search([], { build: undefined }).then(assert.fail, (error: Error) => error.message);
        assert.match(message, /download: no line/);
        assert.match(message, /build: {4}no Go on PATH \(1\.\d+ or later is needed\)/);
        assert.match(message, /1\. install the Pulumi CLI 3\.250\.0/);
        assert.match(message, /2\. install Go/);
    });

    it("gives pulumi an environment that finds the CLI first", () => {
        const env = pulumiEnvironment("/cli", { Path: "/usr/bin", HOME: "/home/me" });
        assert.deepEqual([env.Path, env.PATH, env.HOME], ["/cli:/usr/bin", undefined, "/home/me"]);
        assert.equal(env.PULUMI_SKIP_UPDATE_CHECK, "1");
    });
});
