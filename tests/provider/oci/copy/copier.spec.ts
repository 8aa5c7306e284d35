import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import type { CopyProgress } from "../../../../provider/oci/copy";
import { Builder, digestsUnder, types, withPlatform } from "../fakes/images";
import { Bench, forever } from "./bench";

const places = ["linux/amd64", "linux/arm64"];

describe("copy", () => {
    it("an image: its config, its layers and its manifest, byte by byte", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one", "two"]);
        const copied = await bench.copy(image);
        assert.deepEqual(
            digestsUnder(bench.target, "mirror/app", "v1"),
            digestsUnder(bench.source, "team/app", image.digest),
        );
        assert.deepEqual(bench.target.find("mirror/app", "v1")?.bytes, bench.source.find("team/app", "v1")?.bytes);
        const config = bench.target.find("mirror/app", "v1")?.bytes.toString() ?? "";
        const { size } = (JSON.parse(config) as { config: { size: number } }).config;
        assert.deepEqual(copied, {
            digest: image.digest,
            sizeBytes: image.size + size + 6,
            referrers: undefined,
            moved: { blobs: 3, bytes: size + 6 },
        });
    });

    it("an index: blobs, then images, then inner indexes, then the tag", async () => {
        const bench = new Bench();
        const images = places.map((each) => withPlatform(bench.build.image([`for ${each}`, "shared"], each), each));
        const inner = bench.build.index(images.slice(1));
        const root = bench.build.index([images[0] as object, inner]);
        await bench.copy(root);
        const at = (reference: string) => bench.target.writes.findIndex((each) => each.endsWith(` ${reference}`));
        for (const { digest } of images) {
            digestsUnder(bench.target, "mirror/app", digest).forEach((under) => assert.ok(at(under) <= at(digest)));
        }
        assert.ok(at(images[1]?.digest ?? "") < at(inner.digest));
        assert.equal(at("v1"), bench.target.writes.length - 1);
        assert.equal(bench.held(), root.digest);
    });

    it("Docker's formats, a chart with types of its own, a cache whose layers are in an index", async () => {
        const bench = new Bench();
        const { build } = bench;
        const config = build.blob("{}", "application/vnd.docker.container.image.v1+json");
        const docker = build.manifest(types.dockerImage, { config, layers: [build.blob("docker")] });
        const list = build.index([docker], {}, types.dockerList);
        const chart = build.manifest(types.image, {
            config: build.blob("name: x", "application/vnd.cncf.helm.config.v1+json"),
            layers: [build.blob("chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")],
        });
        const cache = build.index([build.blob("cached"), build.blob("{}", "application/vnd.buildkit.cacheconfig.v0")]);
        for (const [tag, each] of Object.entries({ list, chart, cache })) {
            await bench.copy(each, { tag });
            assert.equal(bench.held(tag), each.digest);
        }
    });

    it("by a digest of the source", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one"]);
        const source = { registry: bench.source, repository: "team/app", reference: image.digest };
        assert.equal((await bench.copier.selected(source, {}, forever))?.digest, image.digest);
        await bench.copy(image, { source });
        assert.equal(bench.held(), image.digest);
    });

    it("the tag is right already: one HEAD, nothing else", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one"]);
        await bench.copy(image);
        bench.source.calls.length = bench.target.calls.length = 0;
        assert.deepEqual(await bench.copy(image), { digest: image.digest, moved: { blobs: 0, bytes: 0 } });
        assert.deepEqual(
            [...bench.source.calls, ...bench.target.calls].map(({ kind }) => kind),
            ["resolve"],
        );
    });

    it("a source that has moved is refused, and the target left alone", async () => {
        const bench = new Bench();
        const request = bench.request(bench.build.image(["old"]));
        const now = bench.build.image(["new"]);
        bench.build.tag("v1", now);
        await assert.rejects(bench.copier.copy(request, forever), (error) => {
            assert.ok(isKind(error, "conflict"));
            assert.match(error.message, new RegExp(`${request.digest}.*${now.digest}`));
            return true;
        });
        assert.deepEqual(bench.target.writes, []);
    });

    it("an absent source: selected answers undefined, copy refuses", async () => {
        const bench = new Bench();
        const source = { registry: bench.source, repository: "team/app", reference: "none" };
        assert.equal(await bench.copier.selected(source, {}, forever), undefined);
        assert.equal(await bench.copier.selected(source, { platforms: places }, forever), undefined);
        await assert.rejects(bench.copy(bench.build.image([]), { source }), (error) => isKind(error, "notFound"));
    });

    it("what an index names, but the source does not hold, is an error that names it", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one"]);
        const root = bench.build.index([image]);
        bench.source.repository("team/app").manifests.delete(image.digest);
        await assert.rejects(bench.copy(root), (error) => {
            return isKind(error, "notFound") && error.message.includes(image.digest);
        });
        assert.equal(bench.held(), undefined);
    });

    it("blobs that are there are neither read nor sent, and count as done", async () => {
        const bench = new Bench();
        new Builder(bench.target, "mirror/app").blob("there before");
        const told: CopyProgress[] = [];
        const { moved } = await bench.copy(bench.build.image(["there before", "new"]), {}, (each) => told.push(each));
        assert.equal(moved.blobs, 2);
        assert.equal(bench.source.count("pullBlob"), 2);
        const last = told.at(-1);
        assert.deepEqual(last?.layers, { done: 3, total: 3 });
        assert.equal(last?.bytes.done, last?.bytes.total);
    });

    it("an image of an index that is there is not pushed again, nor are its blobs looked at", async () => {
        const bench = new Bench();
        const first = bench.build.image(["one", "two"]);
        await bench.copy(bench.build.index([first]));
        bench.target.calls.length = bench.target.writes.length = 0;
        const second = bench.build.index([first, bench.build.image(["three"], "linux/arm64")]);
        const { sizeBytes = 0 } = await bench.copy(second);
        assert.ok(sizeBytes > second.size + first.size);
        assert.equal(bench.target.count("hasBlob"), 2);
        assert.ok(!bench.target.writes.includes(`manifest mirror/app ${first.digest}`));
    });

    it("an index that is there without one of its images is completed", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one"]);
        const inner = bench.build.index([image]);
        bench.target.keep("mirror/app", bench.source.find("team/app", inner.digest) ?? assert.fail());
        await bench.copy(bench.build.index([inner]));
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("an index that is there without the layers it lists is completed", async () => {
        const bench = new Bench();
        const cache = bench.build.index([bench.build.blob("cached")]);
        bench.target.keep("mirror/app", bench.source.find("team/app", cache.digest) ?? assert.fail());
        await bench.copy(bench.build.index([cache]));
        assert.equal(bench.streamed().length, 1);
    });

    it("foreign layers are left where they are", async () => {
        const bench = new Bench();
        const kinds = [
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        ];
        const foreign = kinds.map((mediaType, i) => ({
            ...bench.build.blob(`windows ${i}`, mediaType),
            urls: ["https://layers.test/base"],
        }));
        await bench.copy(bench.build.image([...foreign, "own"]));
        assert.equal(bench.held(), bench.source.find("team/app", "v1")?.digest);
        foreign.forEach(({ digest }) => {
            assert.ok(!bench.target.repository("mirror/app").blobs.has(digest));
            assert.ok(!bench.target.calls.some(({ reference }) => reference === digest));
        });
    });

    it("a non-distributable layer without an address is copied like any other", async () => {
        const bench = new Bench();
        const layer = bench.build.blob("kept", "application/vnd.oci.image.layer.nondistributable.v1.tar");
        await bench.copy(bench.build.image([layer]));
        assert.ok(bench.streamed().includes(layer.digest));
    });

    it("a manifest that is none, indexes too deep: refused, nothing written", async () => {
        const bench = new Bench();
        const none = bench.build.manifest(types.image, { layers: [] });
        let deep = bench.build.image([]);
        for (let i = 0; i < 10; i++) {
            deep = bench.build.index([deep]);
        }
        const wrong = bench.build.manifest(types.image, { config: { ...deep, digest: "sha256:../../etc" } });
        const old = bench.build.manifest("application/vnd.docker.distribution.manifest.v1+json", { schemaVersion: 1 });
        for (const image of [none, deep, wrong, old]) {
            await assert.rejects(bench.copy(image), (error) => isKind(error, "invalid"));
        }
        assert.deepEqual(bench.target.writes, []);
    });

    it("progress grows while a blob streams, no more than some ten times a second", async () => {
        let now = 0;
        const clock = { now: () => (now += 20), random: () => 0.5, sleep: () => Promise.resolve() };
        const bench = new Bench({ source: { pieceBytes: 10 } }, { clock });
        const told: [number, CopyProgress][] = [];
        await bench.copy(bench.build.image(["x".repeat(2000)]), {}, (each) => told.push([now, each]));
        const figures = told.map(([, each]) => each);
        assert.ok(figures.some(({ bytes }) => bytes.done > 0 && bytes.done < 2000));
        figures.slice(1).forEach((each, i) => {
            assert.ok(each.bytes.done >= (figures[i]?.bytes.done ?? 0));
            assert.ok(each.layers.done >= (figures[i]?.layers.done ?? 0));
        });
        const times = told.map(([at]) => at).slice(0, -1);
        times.slice(1).forEach((at, i) => assert.ok(at - (times[i] ?? 0) >= 100));
        assert.deepEqual(figures.at(-1)?.layers, { done: 2, total: 2 });
    });
});
