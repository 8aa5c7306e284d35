import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { type Ended, packageRoot } from "../e2e/harness/cli";
import { needsPrograms } from "../tools/programs";
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
        const running = box.begin();
        let over = false;
        void running.ended.then(() => (over = true));
        await running.says(/ManualImageSync shop-to-singapore creating .* 1\.4\.\d: .*, \d of 3 layers, .* MB of /);
        await running.says(/ManualImageSync shop-to-hong-kong creating .* 1\.4\.\d: running for /);
        assert.equal(over, false, "the images are seen while they move");
        const { code, output } = await running.ended;
        printed += output;
        assert.equal(code, 0, output);
        assert.match(output, /\+ 13 created/);
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

    it("shows the images that moved, in a table that fits most screens", async () => {
        const table = printed.slice(printed.search(/^image +from +to +digest +size +time$/m));
        const rows = table.split("\n").slice(2, 11);
        const release = ["shop:1.4.1", "shop:1.4.2"];
        for (const [images, from, to, size] of [
            [release, "cri-hub staging/shop", "cri-sg prod/shop", "\\d\\.\\d MB"],
            [release, "cn-north-4 team/shop", "ap-southeast-1 prod/shop", "\\d\\.\\d MB"],
            [release, "tcr-gz staging/shop", "tcr-gz prod/shop", "\\d\\.\\d MB"],
            [["shop:1.4.2"], "cri-hub staging/shop", "ap-southeast-3 prod/shop", "\\d\\.\\d MB"],
            [["node:1.0.0", "node:1.1.0"], "tcr-gz base/node", "tcr-sg base/node", "\\d+\\.\\d kB"],
        ] as const)
            for (const image of images) {
                const row = new RegExp(`^${image} +${from} +${to} +sha256:[0-9a-f]{12} +${size} +.*\\d s$`);
                assert.equal(rows.filter((each) => row.test(each)).length, 1, `${String(row)} in\n${table}`);
            }
        assert.ok(rows.every((row) => row.length <= 100));
        assert.match(table, /^9 images moved: \d\d\.\d MB\.$/m);
        assert.match(table, asked("5", "3"));
        assert.deepEqual(await box.world(missing), []);
    });

    it("says unchanged the second time, from what was kept, on the same port, and moves nothing", async () => {
        const [port, transfers] = [box.port, await box.world(tasks)];
        const output = await succeeds();
        assert.match(output, /13 unchanged/);
        assert.doesNotMatch(output, /created|updated|replaced|deleted/);
        assert.match(output, /^0 images moved: every one is in its target already\.\nThe clouds got no request\.$/m);
        assert.deepEqual(await box.world(tasks), transfers);
        assert.equal(box.port, port);
    });

    it("serves every image that it shows to skopeo, by the printed commands, until it is interrupted", async function () {
        if (process.platform === "win32") this.skip();
        needsPrograms("skopeo").call(this);
        const running = box.begin("serve");
        await running.says(/Ctrl-C ends the clouds/);
        try {
            const shown = running.printed.matchAll(
                /^# (\S+) in .*: (sha256:[0-9a-f]{12})\n(skopeo .* 'oci:(.+):\S+')$/gm,
            );
            const pulls = [...shown].map(([, image = "", digest = "", command = "", folder = ""]) => {
                execFileSync("sh", ["-ec", command], { env: box.plainEnvironment, stdio: "pipe" });
                const index = readFileSync(join(folder, "index.json"), "utf8");
                rmSync(folder, { recursive: true });
                assert.match(index, new RegExp(`"${digest}[0-9a-f]{52}"`), image);
                return `${image} ${digest}`;
            });
            const table = printed
                .slice(printed.search(/^image +from/m))
                .split("\n")
                .slice(2, 11);
            const inTable = table.map((row) => row.replace(/^(\S+) .* (sha256:\S+) .*$/, "$1 $2"));
            assert.deepEqual(pulls, inTable);
        } finally {
            running.interrupt();
        }
        const { code, output } = await running.ended;
        printed += output;
        assert.equal(code, 0, output);
        if (process.platform === "linux") assert.deepEqual(box.survivors(), []);
    });

    it("releases another tag: pushed to the sources, and it alone is synced", async () => {
        const transfers = await box.world(tasks);
        assert.match(printed, /npm start -- release 1\.4\.3 /);
        const output = await succeeds("release", "1.4.3");
        assert.match(output, /^ {2}alibaba: cri-hub staging\/shop:1\.4\.3$/m);
        assert.equal(output.match(/cri-hub staging\/shop:1\.4\.3$/gm)?.length, 1, "two syncs have this source");
        assert.match(output, /~ 4 updated\n +9 unchanged/);
        assert.match(output, /^4 images moved: /m);
        assert.match(output, asked("3", "1"));
        assert.match(output, /npm start -- release 1\.4\.4 /);
        const added = (await box.world(tasks)).slice(transfers.length);
        assert.deepEqual(added, ["1.4.3", "1.4.3"]);
        assert.deepEqual(await box.world(missing), []);
    });

    for (const [args, message] of [
        [["1.4.3"], /1\.4\.3 is released already; the tags are 1\.4\.1, 1\.4\.2, 1\.4\.3; try 1\.4\.4/],
        [["v1/beta"], /"v1\/beta" is no tag; a tag has up to 128 letters/],
        [[], /release needs a tag, as in: npm start -- release 1\.4\.3/],
    ] as const)
        it(`release ${args.join(" ")}: an error in a sentence`, async () => {
            const { code, stderr } = await start("release", ...args);
            assert.equal(code, 1);
            assert.match(stderr, message);
        });

    it("repairs what drift has done, on another port where the last one is taken", async () => {
        const before = await box.world(declared);
        const taken = createServer().listen(box.port, "127.0.0.1");
        const output = await succeeds("drift").finally(() => taken.close());
        assert.match(output, /the clouds move to another one/);
        const [, refreshed = "", repaired = ""] = output.split(/^refresh looks|^up makes/m);
        assert.match(refreshed, /~ 6 updated\n +- 3 deleted/);
        assert.match(refreshed, /^ +1\.4\.3 is outdated, the target has moved: /m);
        assert.match(refreshed, /^ +1\.4\.3 is missing: ap-southeast-1\/prod\/shop:1\.4\.3 is not there$/m);
        assert.match(refreshed, /^ +1\.4\.3 is missing: ap-southeast-3\/prod\/shop:1\.4\.3 is not there$/m);
        assert.match(repaired, /\+ 3 created\n +~ 4 updated\n +\+-2 replaced/);
        assert.match(repaired, /^3 images moved: /m);
        assert.match(repaired, asked("2", "1"));
        assert.deepEqual(await box.world(declared), before);
        assert.deepEqual(await box.world(missing), []);
    });

    it("refreshes: nothing has changed since", async () => {
        const output = await succeeds("refresh");
        assert.match(output, /13 unchanged/);
        assert.match(output, /^0 images moved/m);
        assert.match(output, asked("none", "none"));
    });

    it("leaves no rule after destroy, but the images, and nothing to destroy after that", async () => {
        const output = await succeeds("destroy");
        assert.match(output, /- 13 deleted[^]*No rule is left in the clouds[^]*The 12 copied images stay/);
        assert.deepEqual(await box.world(declared), []);
        assert.deepEqual(await box.world(missing), []);
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

    it("has no drift to show and nothing to release before anything is deployed", async () => {
        const drift = await start("drift");
        assert.deepEqual([drift.code, /there is no rule yet/.test(drift.stderr)], [1, true], drift.output);
        const serve = await start("serve");
        assert.deepEqual([serve.code, /no image is in a target yet/.test(serve.stderr)], [1, true], serve.output);
        const release = await start("release", "2.0.0");
        assert.deepEqual([release.code, /nothing is deployed yet/.test(release.stderr)], [1, true], release.output);
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
        assert.match(await succeeds(), /^0 images moved: every one is in its target already/m);
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
        for (const word of ["up", "release", "preview", "refresh", "drift", "serve", "destroy"])
            assert.match(help, new RegExp(`^  ${word} `, "m"));
    });

    it("begins anew where its clouds are those of an earlier version", async () => {
        box.forgetWorld();
        assert.match(await succeeds("preview"), /those of an earlier version; beginning anew[^]*\+ 13 to create/);
        assert.deepEqual(await box.world(declared), []);
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

/** What the clouds and their registries were asked for, and how often. */
function asked(copies: string, pushes: string): RegExp {
    return new RegExp(
        `^The clouds got \\d+ requests, ${copies} of them to copy; their registries got \\d+, ${pushes} of them to push\\.$`,
        "m",
    );
}

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

/** The tag of every task that copies an image, in Alibaba Cloud and in Huawei Cloud; Tencent Cloud keeps no such list. */
function tasks({ alibaba, huawei }: Emulator): string[] {
    const jobs = huawei.regions().flatMap((region) => huawei.syncJobs(region));
    const all = [
        ...alibaba.tasks().map(({ from, createdAt }) => ({ tag: from.tag, createdAt })),
        ...jobs.map(({ tag, createdAt }) => ({ tag, createdAt })),
    ];
    return all.sort((one, other) => one.createdAt - other.createdAt).map(({ tag }) => tag);
}

/** Images of the sources that their targets do not hold, or hold another of that name. */
function missing({ alibaba, tencent, huawei }: Emulator): string[] {
    const held = (instance: string, namespace: string): readonly { name: string; digest: string }[] =>
        alibaba.repositories(instance, namespace).find(({ name }) => name === "shop")?.tags ?? [];
    const pairs = [
        [held("cri-hub", "staging"), held("cri-sg", "prod")],
        [
            huawei.findRepository("cn-north-4", "team/shop")?.tags,
            huawei.findRepository("ap-southeast-1", "prod/shop")?.tags,
        ],
        [tencent.findRepository("tcr-gz", "staging/shop")?.tags, tencent.findRepository("tcr-gz", "prod/shop")?.tags],
        [
            tencent.findRepository("tcr-gz", "base/node")?.tags.filter(({ name }) => name.startsWith("1.")),
            tencent.findRepository("tcr-sg", "base/node")?.tags,
        ],
    ];
    const newest = held("cri-hub", "staging").at(-1);
    assert.ok(newest);
    const copied = huawei.findTag("ap-southeast-3", "prod/shop", newest.name);
    assert.equal(copied?.digest, `sha256:${newest.digest}`, "from one cloud to another");
    return pairs.flatMap(([source = [], target = []]) => {
        assert.ok(source.length >= 2);
        return source
            .filter(({ name, digest }) => !target.some((tag) => tag.name === name && tag.digest === digest))
            .map(({ name }) => name);
    });
}
