import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Sandbox, skipOnWindows } from "../../sandbox";

interface Options {
    root: string;
    version: string;
    env: NodeJS.ProcessEnv;
    log: (line: string) => void;
    site: string;
}
const { downloadCli } = require("../../../../scripts/setup/cli/download") as {
    downloadCli: (options: Options) => Promise<string | undefined>;
};

/** Stands for the official launcher: puts a CLI where the real one would. */
const launcher = (version: string) => `
    const { mkdirSync, writeFileSync } = require("node:fs");
    const bin = process.env.PULUMI_HOME + "/versions/" + process.env.PULUMI_VERSION + "/bin";
    mkdirSync(bin, { recursive: true });
    for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs", "pulumi-watch"]) {
        writeFileSync(bin + "/" + name, "#!/bin/sh\\n${version}\\n", { mode: 0o755 });
    }
    process.exit(process.argv[2] === "version" ? 0 : 1);`;

describe("download by the official launcher", () => {
    let box: Sandbox;
    let server: Server | undefined;

    before(skipOnWindows);
    beforeEach(() => {
        box = new Sandbox();
        server = undefined;
    });
    afterEach(() => {
        server?.closeAllConnections();
        server?.close();
        box.remove();
    });

    const listen = async (answer: RequestListener) => {
        const started = createServer(answer);
        server = started;
        await new Promise<void>((done) => started.listen(0, "127.0.0.1", done));
        return `http://127.0.0.1:${(started.address() as AddressInfo).port}/install.sh`;
    };
    const home = () => join(box.path, "home");
    const download = (site: string) =>
        downloadCli({
            root: box.path,
            version: "3.250.0",
            env: { PATH: process.env.PATH, PULUMI_HOME: home() },
            log: () => undefined,
            site,
        });

    it("puts everything the launcher got into the launcher's folder", async () => {
        box.write("node_modules/pulumi/run.js", launcher("echo v3.250.0"));
        assert.equal(await download(await listen((_, answer) => answer.end())), undefined);
        const version = join(home(), "versions", "3.250.0");
        assert.deepEqual(readdirSync(version), ["bin"]);
        assert.ok(existsSync(join(version, "bin", "pulumi")));
        assert.ok(existsSync(join(version, "bin", "pulumi-watch")));
    });

    it("leaves nothing of a CLI that does not run", async () => {
        box.write("node_modules/pulumi/run.js", launcher("exit 1"));
        const failure = await download(await listen((_, answer) => answer.end()));
        assert.match(failure ?? "", /the launcher failed/);
        assert.deepEqual(readdirSync(join(home(), "versions", "3.250.0")), []);
    });

    it("does not start the launcher when the site refuses", async () => {
        const site = await listen((_, answer) => answer.writeHead(403).end());
        assert.match((await download(site)) ?? "", /^127\.0\.0\.1:\d+ cannot be reached \(HTTP 403\)$/);
        assert.equal(existsSync(home()), false);
    });

    it("gives up on a site that nobody serves", async () => {
        const site = await listen(() => undefined);
        await new Promise((done) => server?.close(done));
        assert.match((await download(site)) ?? "", /cannot be reached \(ECONNREFUSED\)/);
    });

    it("gives up on a site that never answers", async function () {
        this.timeout(30_000);
        const site = await listen(() => undefined);
        assert.match((await download(site)) ?? "", /cannot be reached \(no answer in 5 s\)/);
    });
});
