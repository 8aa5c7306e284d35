import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Content, Layout } from "../tools/images";
import { needsPrograms } from "../tools/programs";
import { RealRegistry, login } from "../tools/registry";
import { Skopeo } from "../tools/skopeo";

const MAIN = path.join(__dirname, "../../dist/cli/main.js");

interface Line {
    tag: string;
    source?: string;
    status: string;
    digest?: string;
    movedBytes: number;
    movedBlobs: number;
    referrers?: number;
    error?: string;
}
interface Ended {
    code: unknown;
    stdout: string;
    stderr: string;
    images: Line[];
    summary?: Record<string, number>;
}

describe("imagesync copy", function () {
    this.timeout(120_000);
    let home: string;
    let layout: Layout;
    let skopeo: Skopeo;
    let running: RealRegistry[];

    before(needsPrograms("docker-registry", "skopeo"));
    beforeEach(() => {
        home = mkdtempSync(path.join(tmpdir(), "imagesync-copy-"));
        mkdirSync(path.join(home, "docker"));
        [layout, skopeo, running] = [new Layout(), new Skopeo(), []];
    });
    afterEach(async () => {
        layout.remove();
        skopeo.remove();
        await Promise.all(running.map((registry) => registry.stop()));
        rmSync(home, { recursive: true });
    });

    async function start(options: Parameters<typeof RealRegistry.start>[0] = {}): Promise<RealRegistry> {
        const registry = await RealRegistry.start(options);
        running.push(registry);
        return registry;
    }

    function spawnCopy(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
        return spawn(process.execPath, [MAIN, "copy", ...args], {
            env: {
                PATH: process.env.PATH,
                HOME: home,
                DOCKER_CONFIG: path.join(home, "docker"),
                XDG_RUNTIME_DIR: home,
                IMAGESYNC_METADATA_DISABLED: "true",
                ...env,
            },
        });
    }

    async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
        const closed: Promise<unknown[]> = once(child, "close");
        const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
        const isJson = stdout.startsWith("{");
        const lines = isJson ? stdout.trim().split("\n") : [];
        const values = lines.map((line) => JSON.parse(line) as Line & { summary?: Record<string, number> });
        const images = values.filter(({ summary }) => summary === undefined);
        return { code, stdout, stderr, images, summary: values.at(-1)?.summary };
    }

    const copy = (args: string[], env?: NodeJS.ProcessEnv): Promise<Ended> => ended(spawnCopy(args, env));

    async function push(registry: RealRegistry, name: string, content: Content): Promise<void> {
        await skopeo.copy(layout.name(name.replaceAll(/\W/g, "-"), content), `${registry.host}/${name}`);
    }
    const image = (...texts: string[]): Content => layout.image(texts.map((one) => layout.layer(one)));

    it("one image between two registries: digest equal as skopeo sees it; again: nothing moves", async () => {
        const [a, b] = [await start(), await start()];
        const index = layout.index([image("shared", "amd"), layout.image([layout.layer("shared")], "linux/arm64")]);
        await push(a, "team/app:1.0", index);
        const first = await copy([`${a.host}/team/app:1.0`, `${b.host}/mirror/app`]);
        assert.equal(first.code, 0, first.stderr);
        assert.match(first.stdout, new RegExp(`^copied ${b.host}/mirror/app:1.0 ${index.digest} \\(`));
        assert.match(first.stdout, /^1 copied, 0 unchanged; .* moved in /m);
        assert.equal(await skopeo.digestOf(`${b.host}/mirror/app:1.0`), index.digest);

        const before = [a.requests().length, b.requests().length];
        const again = await copy([`${a.host}/team/app:1.0`, `${b.host}/mirror/app`]);
        assert.match(again.stdout, /^unchanged .*\n0 copied, 1 unchanged; 0 B moved/);
        const asked = [a, b].map((registry, i) =>
            registry
                .requests()
                .slice(before[i])
                .filter(({ path }) => path !== "/v2/"),
        );
        assert.deepEqual(
            asked.map((requests) => requests.map(({ method }) => method)),
            [["HEAD"], ["HEAD"]],
        );
    });

    it("all tags, those named, those that match; layers that are shared move once", async () => {
        const [a, b] = [await start(), await start()];
        for (const tag of ["v1", "v2", "next"]) {
            await push(a, `app:${tag}`, image("shared", tag));
        }
        const named = await copy([`${a.host}/app`, `${b.host}/named`, "--tags", "v1,next", "--json"]);
        assert.deepEqual(named.images.map(({ tag }) => tag).sort(), ["next", "v1"]);
        const matching = await copy([`${a.host}/app`, `${b.host}/matching`, "--tag-filter", "v*", "--json"]);
        assert.deepEqual(matching.images.map(({ tag }) => tag).sort(), ["v1", "v2"]);

        const c = await start();
        const all = await copy([`${a.host}/app`, `${c.host}/app`, "--json"]);
        assert.deepEqual([all.code, all.summary?.copied, all.images.length], [0, 3, 3]);
        const layers = new Set(
            c
                .requests()
                .filter(({ method, status, path }) => method === "PUT" && status === 201 && path.includes("/blobs/"))
                .map(({ path }) => /digest=([^&]*)/.exec(path)?.[1]),
        );
        const uploads = c.requests().filter(({ method, path }) => method === "PUT" && path.includes("/blobs/"));
        // Four layers and three configurations, each once.
        assert.deepEqual([layers.size, uploads.length], [7, 7]);
        assert.equal(
            all.summary?.movedBytes,
            all.images.reduce((sum, { movedBytes }) => sum + movedBytes, 0),
        );
        for (const tag of ["v1", "v2", "next"]) {
            assert.equal(await skopeo.digestOf(`${c.host}/app:${tag}`), await skopeo.digestOf(`${a.host}/app:${tag}`));
        }

        const before = [a.requests().length, c.requests().length];
        assert.equal((await copy([`${a.host}/app`, `${c.host}/app`, "--json"])).summary?.unchanged, 3);
        for (const [i, registry] of [a, c].entries()) {
            // One question for the list, and one for each tag: at most two for each tag.
            const asked = registry
                .requests()
                .slice(before[i])
                .filter(({ path }) => path !== "/v2/");
            assert.equal(asked.length, 4);
        }
    });

    it("a platform, a renamed tag, a digest, referrers", async () => {
        const [a, b] = [await start(), await start()];
        const arm = layout.image([layout.layer("arm")], "linux/arm64");
        const index = layout.index([image("amd"), arm]);
        await push(a, "app:1", index);
        const chosen = await copy([`${a.host}/app:1`, `${b.host}/arm:only`, "--platforms", "linux/arm64", "--json"]);
        assert.deepEqual([chosen.images[0]?.tag, chosen.images[0]?.source], ["only", "1"]);
        assert.equal(await skopeo.digestOf(`${b.host}/arm:only`), arm.digest);
        assert.equal((await copy([`${a.host}/app@${arm.digest}`, `${b.host}/app:arm`])).code, 0);
        assert.equal(await skopeo.digestOf(`${b.host}/app:arm`), arm.digest);

        const signature = layout.artifact("application/vnd.example.signature", "signed", index);
        // Cosign's scheme: a tag made of the digest.
        const tag = `${index.digest.replace(":", "-")}.sig`;
        await push(a, `app:${tag}`, signature);
        const signed = await copy([`${a.host}/app:1`, `${b.host}/app:1`, "--referrers", "--json"]);
        assert.deepEqual([signed.code, signed.images[0]?.referrers], [0, 1]);
        assert.equal(await skopeo.digestOf(`${b.host}/app:${tag}`), signature.digest);
        const none = await copy([`${a.host}/app:1`, `${b.host}/app:1`, "--platforms", "windows/amd64"]);
        assert.equal(none.code, 1);
        assert.match(none.stderr, /linux\/amd64/);
    });

    it("a tag that is another image fails by itself; --override replaces it; the others are copied", async () => {
        const [a, b] = [await start(), await start()];
        await push(a, "app:1", image("new"));
        await push(a, "app:2", image("two"));
        await push(b, "app:1", image("old"));
        const old = await skopeo.digestOf(`${b.host}/app:1`);
        const careful = await copy([`${a.host}/app`, `${b.host}/app`, "--json"]);
        assert.deepEqual([careful.code, careful.summary?.copied, careful.summary?.failed], [1, 1, 1]);
        assert.match(careful.images.find(({ tag }) => tag === "1")?.error ?? "", /--override/);
        assert.equal(await skopeo.digestOf(`${b.host}/app:1`), old);

        const bold = await copy([`${a.host}/app`, `${b.host}/app`, "--override"]);
        assert.equal(bold.code, 0, bold.stderr);
        assert.equal(await skopeo.digestOf(`${b.host}/app:1`), await skopeo.digestOf(`${a.host}/app:1`));
    });

    it("a tag that is not in the source: a line for it on standard error, exit code 1", async () => {
        const [a, b] = [await start(), await start()];
        await push(a, "app:1", image("one"));
        const { code, stdout, stderr } = await copy([`${a.host}/app`, `${b.host}/app`, "--tags", "1,2"]);
        assert.equal(code, 1);
        assert.match(stdout, /^copied .*app:1 /m);
        assert.match(stdout, /^1 copied, 0 unchanged, 1 failed;/m);
        assert.match(stderr, /^failed .*\/app:2 -> .*\/app:2: .*the source does not hold it/m);
    });

    it("a login of IMAGESYNC_ACCOUNTS over TLS with a private CA; without it the error says what was tried", async () => {
        const [a, b] = [await start({ login: true, tls: true }), await start()];
        skopeo.knows(a.host, { login, certificates: a.certificates });
        await push(a, "app:1", image("one"));
        const ca = { NODE_EXTRA_CA_CERTS: a.certificates?.ca };
        const accounts = JSON.stringify({ mine: { host: a.host, ...login } });
        const args = [`${a.host}/app:1`, `${b.host}/app`];
        const good = await copy(args, { ...ca, IMAGESYNC_ACCOUNTS: accounts });
        assert.equal(good.code, 0, good.stderr);
        assert.equal(await skopeo.digestOf(`${b.host}/app:1`), await skopeo.digestOf(`${a.host}/app:1`));
        const anonymous = await copy(args, ca);
        assert.equal(anonymous.code, 1);
        assert.match(anonymous.stderr, /anonymous access; looked, in this order, at imagesync:accounts/);
        for (const { stdout, stderr } of [good, anonymous]) {
            assert.ok(!`${stdout}${stderr}`.includes(login.password));
        }
        const unknown = await copy(args, { IMAGESYNC_ACCOUNTS: "nonsense" });
        assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
        assert.match(unknown.stderr, /in IMAGESYNC_ACCOUNTS and IMAGESYNC_ENDPOINTS: imagesync:accounts: not a JSON/);
    });

    it("interrupted: exit code 130, no tag that does not resolve; the same command goes on", async () => {
        const [a, b] = [await start(), await start()];
        const tags = Array.from({ length: 30 }, (_, i) => `v${i}`);
        for (const tag of tags) {
            await push(a, `app:${tag}`, image(`${tag} `.repeat(100)));
        }
        const args = [`${a.host}/app`, `${b.host}/app`, "--json"];
        const child = spawnCopy(args);
        const outcome = ended(child);
        const putsOf = () => b.requests().filter(({ method }) => method === "PUT").length;
        while (putsOf() === 0 && child.exitCode === null) {
            await sleep(5);
        }
        child.kill("SIGINT");
        const { code, summary = {}, stderr } = await outcome;
        assert.equal(code, 130, stderr);
        assert.match(stderr, /the same command goes on from there/);
        assert.ok((summary.cancelled ?? 0) > 0);
        const there = (summary.copied ?? 0) === 0 ? [] : await skopeo.listTags(`${b.host}/app`);
        for (const tag of there) {
            await skopeo.digestOf(`${b.host}/app:${tag}`);
        }
        const rest = await copy(args);
        assert.equal(rest.code, 0, rest.stderr);
        assert.equal((rest.summary?.copied ?? 0) + (rest.summary?.unchanged ?? 0), 30);
        assert.ok((rest.summary?.unchanged ?? 0) >= (summary.copied ?? 0));
        assert.deepEqual((await skopeo.listTags(`${b.host}/app`)).sort(), [...tags].sort());
    });

    it("a repository that is not there, or has nothing that matches: an error, exit code 1", async () => {
        const [a, b] = [await start(), await start()];
        await push(a, "app:1", image("one"));
        const missing = await copy([`${a.host}/nothing`, `${b.host}/app`]);
        assert.deepEqual([missing.code, missing.stdout], [1, ""]);
        assert.match(missing.stderr, /^imagesync: there is no repository .*\/nothing$/m);
        const unmatched = await copy([`${a.host}/app`, `${b.host}/app`, "--tag-filter", "v*"]);
        assert.match(unmatched.stderr, /\/app has no tag that matches "v\*"/);
    });
});
