import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { type Ended, packageRoot } from "../e2e/harness/cli";
import { Sandbox } from "./sandbox";

const names = ["api-to-singapore", "prod-to-frankfurt", "web-to-partner"]
    .concat(["orders-to-hong-kong", "orders-to-singapore"])
    .concat(["base-to-singapore", "worker-to-partner"]);

describe("npm start", function () {
    this.timeout(120_000);
    let box: Sandbox;
    let printed = "";

    before(async () => {
        box = await Sandbox.create();
    });
    after(() => box.remove());

    const start = async (...args: readonly string[]): Promise<Ended> => {
        const ended = await box.start(...args);
        printed += ended.output;
        return ended;
    };
    const succeeds = async (...args: readonly string[]): Promise<string> => {
        const { code, output } = await start(...args);
        assert.equal(code, 0, output);
        return output;
    };

    it("deploys the topology, and shows table, picture and what to try next", async () => {
        const output = await succeeds();
        assert.match(output, /\+ 8 created/);
        const table = output.slice(output.search(/^rule +cloud +from +to +filter +id$/m), output.indexOf("```mermaid"));
        assert.deepEqual(
            names.filter((name) => !new RegExp(`^${name} `, "m").test(table)),
            [],
        );
        assert.match(table, / huawei\/cn-north-4\/team\/backend%2Forders\/ap-southeast-3\/team$/m);
        assert.match(output, /```mermaid\nflowchart LR\n/);
        assert.match(output, /npm start -- drift/);
        assert.equal((await box.world(declared)).length, names.length);
    });

    it("says unchanged the second time, from what was kept, on the same port", async () => {
        const port = box.port;
        const output = await succeeds();
        assert.match(output, /8 unchanged/);
        assert.doesNotMatch(output, /created|updated|replaced|deleted/);
        assert.equal(box.port, port);
    });

    it("repairs what drift has done, on another port where the last one is taken", async () => {
        const before = await box.world(declared);
        const taken = createServer().listen(box.port, "127.0.0.1");
        const output = await succeeds("drift").finally(() => taken.close());
        assert.match(output, /the clouds move to another one/);
        const [, refreshed = "", repaired = ""] = output.split(/^refresh looks|^up makes/m);
        assert.match(refreshed, /~ 3 updated\n +- 3 deleted/);
        assert.match(repaired, /\+ 3 created\n +~ 1 updated\n +\+-2 replaced/);
        assert.deepEqual(await box.world(declared), before);
    });

    it("refreshes: nothing has changed since", async () => {
        assert.match(await succeeds("refresh"), /8 unchanged/);
    });

    it("leaves no rule after destroy, and nothing to destroy after that", async () => {
        assert.match(await succeeds("destroy"), /- 8 deleted[^]*No rule is left in the clouds/);
        assert.deepEqual(await box.world(declared), []);
        assert.match(await succeeds("destroy"), /No rule is left in the clouds/);
    });

    it("hands options to the engine, and its exit code back", async () => {
        const changes = await start("preview", "--expect-no-changes");
        assert.equal(changes.code, 7);
        assert.match(changes.output, /no changes were expected/);
        const wrong = await start("preview", "--no-such-flag");
        assert.notEqual(wrong.code, 0);
        assert.match(wrong.output, /unknown flag: --no-such-flag/);
    });

    it("has no drift to show before anything is deployed", async () => {
        const { code, stderr } = await start("drift");
        assert.equal(code, 1);
        assert.match(stderr, /there is no rule yet/);
    });

    it("leaves nothing running when it is interrupted, and goes on the next time", async function () {
        if (process.platform === "win32") this.skip();
        const running = box.begin();
        await running.says(/creating/);
        if (process.platform === "linux") assert.notDeepEqual(box.survivors(), []);
        running.interrupt();
        const { code, output } = await running.ended;
        assert.equal(code, 130, output);
        assert.match(output, /interrupted/);
        // The provider looks for its engine every now and then, and ends when there is none.
        for (let tries = 0; tries < 50 && box.survivors().length > 0; tries++) await sleep(100);
        assert.deepEqual(box.survivors(), []);
        await succeeds();
        assert.equal((await box.world(declared)).length, names.length);
    });

    it("goes on after the engine was killed", async function () {
        if (process.platform !== "linux") this.skip();
        await succeeds("destroy");
        const running = box.begin();
        await running.says(/Stack \S+ creating/);
        // Killed while it writes, the engine may leave a broken state; now it waits for the program to be compiled.
        await sleep(500);
        const engine = box.survivors().find(({ commandLine }) => /^\S*pulumi up /.test(commandLine));
        assert.ok(engine);
        process.kill(engine.pid, "SIGKILL");
        assert.equal((await running.ended).code, 1);
        await succeeds();
        assert.equal((await box.world(declared)).length, names.length);
    });

    it("knows its commands", async () => {
        const { code, stderr } = await start("deploy");
        assert.equal(code, 1);
        assert.match(stderr, /no command "deploy"[^]*usage: npm start/);
        const help = await succeeds("help");
        for (const word of ["up", "preview", "refresh", "drift", "destroy"])
            assert.match(help, new RegExp(`^  ${word} `, "m"));
    });

    it("prints no secret, and writes nothing into the checkout", async () => {
        const secrets = await box.world(({ credentials }) =>
            JSON.stringify(credentials).match(/"[^"]*(secret|token)[^"]*"(?!:)/g),
        );
        assert.ok(secrets && secrets.length > 10);
        assert.deepEqual(
            secrets.filter((secret) => printed.includes(secret.slice(1, -1))),
            [],
        );
        assert.equal(existsSync(join(packageRoot, "Pulumi.demo.yaml")), false);
    });
});

/** Every rule in the clouds as somebody declared it: without ids and times. */
function declared({ alibaba, tencent, huawei }: Emulator): string[] {
    const rules: object[] = [
        ...alibaba.rules(),
        ...tencent.registries().flatMap((registry) => registry.rules),
        ...huawei.regions().flatMap((region) => huawei.rules(region)),
    ];
    const own = new Set(["id", "createdAt", "modifiedAt", "updatedAt"]);
    return rules.map((rule) => JSON.stringify(Object.entries(rule).filter(([field]) => !own.has(field)))).sort();
}
