import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Manifest, OciClient } from "../../emulator/core/ociClient";
import { needsPrograms } from "../../tools/programs";
import { openRegistry } from "./logins";
import { World } from "./world";

const seed = Number(process.env.IMAGESYNC_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const kills = 10;
/** Longest time between the first request of an `up` and its end: copies of what is new take about as long. */
const longestMs = 1500;
const layerBytes = [10_000, 30_000, 60_000, 100_000];
const bytesPerSecond = 200_000;

const [source, target] = ["prod/moving", "kept/moving"];
/** One image takes minutes, so that no `up` ends before it is killed. */
const endless = { tag: "v5", bytesPerSecond: 500 };
const moving = ["v0", "v1", "v2", "v3", "v4"];
const tags = [...moving, endless.tag];
const strangers = ["v1", "v4"];
const image = { layerBytes, platforms: ["linux/amd64", "linux/arm64"] };

describe(`copies of ${tags.length} images that are killed at ${kills} moments (IMAGESYNC_TEST_SEED=${seed})`, () => {
    const random = randomFrom(seed);
    /** The digests that each tag may have in the target, oldest first: the stranger's, then the source's. */
    const digests = new Map<string, string[]>(tags.map((tag) => [tag, []]));
    /** Which of them it had when it was last looked at; -1: none. */
    const seen = new Map(tags.map((tag) => [tag, -1]));
    let world: World;
    let there: OciClient;
    let here: OciClient;

    before(needsPrograms("docker-registry"));
    before(async () => {
        world = await World.open();
        const { emulator, registry } = world;
        there = new OciClient(registry.host);
        const hub = await openRegistry(emulator, "alibaba", "cri-hub");
        here = new OciClient(hub.host, hub.login);
        emulator.alibaba.addRepository("cri-hub", "prod", "moving");
        for (const tag of strangers) {
            digests.get(tag)?.push((await there.push(target, tag, `of a stranger: ${tag}`)).digest);
        }
        tags.forEach(push);
        const slow = { registry: "cri-hub", kind: "slow", times: Infinity } as const;
        const others = await blobs(here, source, moving);
        for (const digest of (await blobs(here, source, [endless.tag])).filter((each) => !others.includes(each))) {
            emulator.registries.faults.add({
                ...slow,
                path: new RegExp(digest),
                bytesPerSecond: endless.bytesPerSecond,
            });
        }
        emulator.registries.faults.add({ ...slow, bytesPerSecond });
        const args = {
            source: {
                cloud: "alibaba",
                region: "cn-hangzhou",
                instanceId: "cri-hub",
                namespace: "prod",
                repository: "moving",
            },
            target: { cloud: "generic", host: registry.host, namespace: "kept" },
            tags,
            override: true,
        };
        world.declare({ name: "moving", args });
        await look();
    });
    after(() => world?.close());

    /** Builds a tag anew in the source. */
    function push(tag: string): void {
        const { digest } = world.emulator.alibaba.pushTag("cri-hub", "prod", "moving", tag, image);
        digests.get(tag)?.push(`sha256:${digest}`);
    }

    /** Every tag of the target is absent, or old or new and then whole; none that was there is gone or older. */
    async function look(): Promise<void> {
        for (const tag of tags) {
            const held = await there.send("HEAD", `${target}/manifests/${tag}`, { headers: { accept } });
            const before = seen.get(tag) ?? -1;
            if (held.status === 404) {
                assert.equal(before, -1, `${tag} is gone`);
                continue;
            }
            const now = (digests.get(tag) ?? []).indexOf(await there.pull(target, tag));
            assert.ok(now >= 0 && now >= before, `${tag} has build ${now} after ${before}`);
            seen.set(tag, now);
        }
    }

    for (let kill = 1; kill <= kills; kill++) {
        it(`kill ${kill}: every tag in the target is absent, old or new, and whole`, async () => {
            moving.filter(() => random() < 0.5).forEach(push);
            const afterMs = Math.floor(random() * longestMs);
            const { requests } = world.emulator.registries;
            const asked = requests.count();
            let first: number | undefined;
            const isTime = () => {
                first ??= requests.count() > asked ? Date.now() : undefined;
                return first !== undefined && Date.now() >= first + afterMs;
            };
            await world.project.killed(["up", "--yes", "--skip-preview"], isTime, "group");
            await look();
            assert.equal((await world.project.run(["cancel", "--yes"])).code, 0);
            await look();
        });
    }

    it("the next up moves only what is missing", async () => {
        await quiet(world);
        world.emulator.registries.faults.clear();
        await world.project.succeeds("refresh", "--clear-pending-creates");
        const wanted = await blobs(here, source, tags);
        const present = await held(there, target, wanted);
        const asked = world.registry.requests().length;
        const output = await world.project.succeeds("up");
        assert.match(output, /6 images: [\d, \w]+ synced/);
        const uploads = world.registry
            .requests()
            .slice(asked)
            .filter(
                ({ method, path, status }) => method === "PUT" && path.includes("/blobs/uploads/") && status === 201,
            )
            .map(({ path }) => new URL(path, "http://registry").searchParams.get("digest"));
        const missing = wanted.filter((digest) => !present.has(digest));
        assert.deepEqual(uploads.sort(), missing.sort());
        assert.ok(present.size > 0 && missing.length > 0, `${present.size} of ${wanted.length} were there`);
        await look();
        for (const tag of tags) {
            assert.equal(seen.get(tag), (digests.get(tag)?.length ?? 0) - 1, tag);
        }
        assert.deepEqual(world.sync("moving").outputs.summary, { synced: tags.length });
    });
});

const accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

/** The digests of all blobs of some tags, each once. */
async function blobs(client: OciClient, repository: string, references: readonly string[]): Promise<string[]> {
    const found = new Set<string>();
    const walk = async (reference: string): Promise<void> => {
        const { manifest } = await client.manifest(repository, reference);
        blobsOf(manifest).forEach((digest) => found.add(digest));
        for (const { digest } of manifest.manifests ?? []) {
            await walk(digest);
        }
    };
    for (const reference of references) {
        await walk(reference);
    }
    return [...found];
}

function blobsOf({ config, layers = [] }: Manifest): string[] {
    return [...(config ? [config] : []), ...layers].map(({ digest }) => digest);
}

/** Those that a repository has. */
async function held(client: OciClient, repository: string, wanted: readonly string[]): Promise<ReadonlySet<string>> {
    const present = new Set<string>();
    for (const digest of wanted) {
        const { status } = await client.send("HEAD", `${repository}/blobs/${digest}`);
        if (status === 200) {
            present.add(digest);
        }
    }
    return present;
}

/** The provider outlives its engine by some seconds: until nothing has been asked of the registry for three. */
async function quiet({ registry }: World): Promise<void> {
    for (let [asked, since] = [-1, Date.now()]; Date.now() < since + 3000; await sleep(100)) {
        const now = registry.requests().length;
        [asked, since] = now === asked ? [asked, since] : [now, Date.now()];
    }
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomFrom(start: number): () => number {
    let state = start;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
