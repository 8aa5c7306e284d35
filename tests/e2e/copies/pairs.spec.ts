import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../emulator/core/ociClient";
import { needsPrograms } from "../../tools/programs";
import { type Place, places } from "./places";
import { World } from "./world";

/** One source to one target: an index of two platforms, a plain image. */
interface Pair {
    readonly name: string;
    readonly from: Place["source"];
    readonly to: ReturnType<Place["target"]>;
    /** Whether signatures go with it: to one registry that lists referrers, and to one that does not. */
    readonly referrers: boolean;
}

function pairsOf(all: readonly Place[]): Pair[] {
    return all.flatMap((from) =>
        all
            .filter((to) => to !== from)
            .map((to) => ({
                name: `${from.where}-${to.where}`,
                from: from.source,
                to: to.target(from.where),
                referrers: ["alibaba-generic", "tencent-huawei"].includes(`${from.where}-${to.where}`),
            })),
    );
}

describe("copies between every two of the three clouds' registries and a docker-registry", () => {
    let world: World;
    let pairs: readonly Pair[];

    before(needsPrograms("docker-registry", "skopeo"));
    before(async () => {
        world = await World.open();
        pairs = pairsOf(await places(world));
        world.declare(
            ...pairs.map(({ name, from, to, referrers }) => ({
                name,
                args: {
                    source: from.end,
                    target: to.end,
                    tags: [{ source: from.index, target: "index" }, from.plain],
                    override: true,
                    ...(referrers && { referrers }),
                },
            })),
        );
    });
    after(() => world?.close());

    it("up copies them: skopeo sees the same digests at both ends, and the outputs say them", async () => {
        await world.project.succeeds("up");
        assert.equal(pairs.length, 12);
        await assertSame(world, pairs);
        world.assertStorageSawNoCredential();
    });

    it("skopeo pulls all of them from the targets: every byte of every platform is there", async () => {
        const folder = mkdtempSync(join(tmpdir(), "imagesync-pulled-"));
        try {
            for (const { name, to } of pairs) {
                await world.skopeo.copy(`${to.image}:index`, `oci:${join(folder, name)}:index`);
                await world.skopeo.copy(`${to.image}:plain`, `oci:${join(folder, name)}:plain`);
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("signatures went with it where they were asked for, and nowhere else", async () => {
        const { skopeo } = world;
        for (const { name, to, referrers } of pairs) {
            assert.equal(world.images(name).index?.referrers, referrers ? 1 : undefined, name);
            const fallback = (await skopeo.listTags(to.image)).filter((tag) => tag.startsWith("sha256-"));
            // docker-registry lists no referrers, so a tag does.
            const [tag] = fallback;
            assert.equal(fallback.length, name === "alibaba-generic" ? 1 : 0, `${name}: ${tag}`);
            assert.ok(tag === undefined || tag === world.images(name).index?.digest?.replace(":", "-"), tag);
        }
    });

    it("up again changes nothing, and asks nobody anything", async () => {
        const before = world.mark();
        world.emulator.requests.clear();
        assert.match(await world.project.succeeds("up"), /13 unchanged/);
        assert.deepEqual(world.mark(), before);
        assert.deepEqual(world.emulator.requests.all(), []);
    });

    it("refresh finds nothing that has changed, and reads no blob", async () => {
        const { requests } = world.emulator.registries;
        const reads = requests.count({ operation: "readStorage" });
        assert.match(await world.project.succeeds("refresh"), /13 unchanged/);
        assert.equal(requests.count({ operation: "readStorage" }), reads);
    });

    it("refresh names a tag that has moved in a source, for each of its targets, and one that is gone", async () => {
        const { alibaba, huawei } = world.emulator;
        const old = world.images("alibaba-generic").index?.digest;
        alibaba.pushTag("cri-hub", "prod", "pairs", "index", { platforms: ["linux/amd64", "linux/arm64"] });
        huawei.removeTag("ap-southeast-3", "team/from-generic", "plain");
        const output = await world.project.succeeds("refresh");
        // On the way lines are shown more than once.
        const lines = output.slice(output.indexOf("Diagnostics:")).match(/\S+ is (missing|outdated).*/g) ?? [];
        const outdated = /^index is outdated, the source has moved: source sha256:\w+, target (sha256:\w+)$/;
        const gone = "plain is missing: ap-southeast-3/team/from-generic:plain is not there";
        assert.deepEqual(lines.map((line) => outdated.exec(line)?.[1] ?? line).sort(), [gone, old, old, old], output);
    });

    it("preview shows these by name", async () => {
        const preview = await world.project.succeeds("preview", "--diff");
        const updated = [...preview.matchAll(/\[urn=.*:ManualImageSync::([\w-]+)\]/g)].map(([, name]) => name);
        const wanted = ["alibaba-generic", "alibaba-huawei", "alibaba-tencent", "generic-huawei"];
        assert.deepEqual(updated.sort(), wanted, preview);
        assert.equal(preview.match(/^ +\+ +target: "index"/gm)?.length, 3, preview);
        assert.equal(preview.match(/^ +\+ +\[\d\]: "plain"/gm)?.length, 1, preview);
    });

    it("up repairs just these", async () => {
        const before = world.mark();
        await world.project.succeeds("up");
        const host = await world.emulator.registries.host("huawei", "ap-southeast-3");
        const moved = pairs.filter(({ name }) => name.startsWith("alibaba-")).map(({ to }) => `${to.image}:index`);
        assert.deepEqual(world.tagsPut(before), [...moved, `${host}/team/from-generic:plain`].sort());
        await assertSame(world, pairs);
    });

    it("destroy leaves the images where they are", async () => {
        await world.project.succeeds("destroy");
        for (const { from, to } of pairs) {
            const { skopeo } = world;
            assert.equal(await skopeo.digestOf(`${to.image}:plain`), await skopeo.digestOf(`${from.image}:plain`));
        }
    });
});

/** Both tags of every pair, as a foreign client reads them. */
async function assertSame(world: World, pairs: readonly Pair[]): Promise<void> {
    const { skopeo } = world;
    const same = async ({ name, from, to }: Pair, tag: "index" | "plain") => {
        const raw = await skopeo.inspectRaw(`${from.image}:${from[tag]}`);
        assert.deepEqual(await skopeo.inspectRaw(`${to.image}:${tag}`), raw, `${name} ${tag}`);
        const { status, digest } = world.images(name)[tag] ?? {};
        assert.deepEqual({ status, digest }, { status: "synced", digest: sha256(raw) }, `${name} ${tag}`);
        const { manifests } = JSON.parse(raw.toString()) as { manifests?: unknown[] };
        assert.equal(manifests?.length, tag === "index" ? 2 : undefined, name);
    };
    await Promise.all(pairs.flatMap((pair) => [same(pair, "index"), same(pair, "plain")]));
}
