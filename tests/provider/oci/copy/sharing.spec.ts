import assert from "node:assert/strict";
import { newCopier } from "../../../../provider/oci/copy";
import { digestsUnder } from "../fakes/images";
import { cut, refused } from "../fakes/registry";
import { Bench, forever, quickClock } from "./bench";

const layers = ["base ".repeat(100), "runtime ".repeat(50), "app"];
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("copy: blobs that are shared", () => {
    it("50 tags into one repository at once: each distinct blob is sent once", async () => {
        const bench = new Bench();
        const images = numbers(50).map((i) => bench.build.image([...layers, `own ${i}`]));
        const copied = await Promise.all(images.map((image, i) => bench.copy(image, { tag: `v${i}` })));
        assert.equal(new Set(bench.streamed()).size, bench.streamed().length);
        const total = copied.reduce((sum, { moved }) => sum + moved.blobs, 0);
        assert.equal(total, bench.streamed().length);
        images.forEach((_, i) => digestsUnder(bench.target, "mirror/app", `v${i}`));
    });

    it("several repositories at once: sent once, mounted for the others", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        await Promise.all(numbers(5).map((i) => bench.copy(image, { to: `mirror/${i}` })));
        assert.equal(bench.streamed().length, 4);
        assert.equal(bench.target.writes.filter((each) => each.startsWith("mount ")).length, 16);
        numbers(5).forEach((i) => digestsUnder(bench.target, `mirror/${i}`, "v1"));
    });

    it("what the process knows to be in the registry is mounted without a look", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        await bench.copy(image);
        bench.target.calls.length = 0;
        await bench.copy(image, { to: "mirror/other" });
        assert.equal(bench.target.count("hasBlob"), 0);
        assert.equal(bench.target.count("mountBlob"), 4);
    });

    it("a registry that refuses mounts gets the bytes", async () => {
        const bench = new Bench({ target: { mounts: false } });
        const image = bench.build.image(layers);
        await Promise.all(numbers(3).map((i) => bench.copy(image, { to: `mirror/${i}` })));
        numbers(3).forEach((i) => digestsUnder(bench.target, `mirror/${i}`, "v1"));
        assert.equal(bench.streamed().length, 12);
    });

    it("a login that may not read the other repository is no reason to fail", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        await bench.copy(image);
        bench.target.before = ({ kind }) => {
            if (kind === "mountBlob") {
                throw refused("DENIED");
            }
        };
        await bench.copy(image, { to: "mirror/other" });
        digestsUnder(bench.target, "mirror/other", "v1");
    });

    it("inside one registry: mounted from the source, nothing is read", async () => {
        const bench = new Bench();
        const image = bench.build.index([bench.build.image(layers)]);
        const target = { registry: bench.source, repository: "mirror/app", reference: "v1" };
        const { moved } = await bench.copy(image, { target });
        assert.deepEqual(moved, { blobs: 0, bytes: 0 });
        assert.equal(bench.source.count("pullBlob") + bench.source.count("pushBlob"), 0);
        digestsUnder(bench.source, "mirror/app", "v1");
    });

    it("inside one repository: a new tag costs no question about blobs", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        await bench.copy(image, { target: { registry: bench.source, repository: "team/app", reference: "v2" } });
        assert.equal(bench.source.find("team/app", "v2")?.digest, image.digest);
        assert.equal(bench.source.count("hasBlob") + bench.source.count("mountBlob"), 0);
    });

    it("two registries of one name, but other logins, share nothing", async () => {
        const bench = new Bench({
            source: { host: "one.test", identity: "a" },
            target: { host: "one.test", identity: "b" },
        });
        await bench.copy(bench.build.image(layers));
        assert.equal(bench.target.count("mountBlob"), 0);
        assert.equal(bench.streamed().length, 4);
    });

    it("who waits for a blob takes over where the first fails", async () => {
        const bench = new Bench();
        const [one, two] = [bench.build.image(["big ".repeat(500)]), bench.build.image(["big ".repeat(500), "more"])];
        const abort = new AbortController();
        const first = bench.copier.copy(bench.request(one), { ...forever, signal: abort.signal });
        const second = bench.copy(two, { tag: "v2" });
        bench.source.before = ({ kind }) => {
            if (kind === "piece" && bench.target.count("pushBlob") > 0) {
                abort.abort();
            }
        };
        await assert.rejects(first);
        await second;
        assert.equal(bench.held("v1"), undefined);
        digestsUnder(bench.target, "mirror/app", "v2");
    });

    it("a blob that has vanished since: the refusal makes it look again, once", async () => {
        const bench = new Bench();
        const [one, two] = [bench.build.image([...layers, "1"]), bench.build.image([...layers, "2"])];
        await bench.copy(one, { tag: "one" });
        bench.target.repository("mirror/app").blobs.clear();
        await bench.copy(two);
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("an image that has vanished before its index: brought once more", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        let pushed = 0;
        bench.target.after = ({ kind, reference }) => {
            if (kind === "pushManifest" && reference === image.digest && pushed++ === 0) {
                bench.target.repository("mirror/app").manifests.delete(image.digest);
            }
        };
        await bench.copy(bench.build.index([image]));
        assert.equal(pushed, 2);
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("who waits for a blob ends by its own signal, while the other goes on", async () => {
        const bench = new Bench();
        const image = bench.build.image(layers);
        let release = () => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        bench.source.before = ({ kind }) => (kind === "piece" ? held : undefined);
        const first = bench.copy(image);
        const abort = new AbortController();
        const second = bench.copier.copy(bench.request(image, { tag: "v2" }), { ...forever, signal: abort.signal });
        setTimeout(() => abort.abort(), 50);
        await assert.rejects(second);
        assert.equal(bench.held("v1"), undefined);
        release();
        await first;
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("big layers are asked for first", async () => {
        const bench = new Bench({ target: { mounts: false } });
        const image = bench.build.image(["s", "large ".repeat(100), "middle ".repeat(50)]);
        await bench.copy(image);
        const sizes = bench.target.calls
            .filter(({ kind }) => kind === "hasBlob")
            .map(({ reference }) => bench.source.repository("team/app").blobs.get(reference)?.length ?? 0);
        assert.deepEqual(
            sizes,
            [...sizes].sort((one, other) => other - one),
        );
    });

    it("a registry that refuses twice is believed", async () => {
        const bench = new Bench();
        bench.target.before = ({ kind }) => {
            if (kind === "pushManifest") {
                throw refused("MANIFEST_BLOB_UNKNOWN");
            }
        };
        await assert.rejects(bench.copy(bench.build.image(layers)), { code: "MANIFEST_BLOB_UNKNOWN" });
        assert.equal(bench.target.count("pushManifest"), 2);
    });

    it("a bounded number of streams over all copies", async () => {
        const bench = new Bench({}, { blobsAtOnce: 3 });
        const images = numbers(10).map((i) => bench.build.image([`a${i}`, `b${i}`, `c${i}`]));
        await Promise.all(images.map((image, i) => bench.copy(image, { tag: `v${i}`, to: `mirror/${i}` })));
        assert.equal(bench.target.mostStreams, 3);
    });

    it("one place for everything is enough: no copy waits for itself", async () => {
        const bench = new Bench({}, { blobsAtOnce: 1, imagesAtOnce: 1, copiesAtOnce: 1 });
        const images = numbers(4).map((i) => bench.build.image([...layers, `own ${i}`]));
        const root = bench.build.index([bench.build.index(images), ...images]);
        await Promise.all(numbers(3).map((i) => bench.copy(root, { to: `mirror/${i}` })));
        numbers(3).forEach((i) => digestsUnder(bench.target, `mirror/${i}`, "v1"));
    });

    it("a failed copy leaves its places to others", async () => {
        const bench = new Bench({}, { blobsAtOnce: 1, imagesAtOnce: 1, copiesAtOnce: 1 });
        bench.source.before = ({ kind }) => {
            if (kind === "pullBlob") {
                throw cut("unknown");
            }
        };
        await assert.rejects(bench.copy(bench.build.image(layers)));
        bench.source.before = () => {};
        await bench.copy(bench.build.image(layers));
        digestsUnder(bench.target, "mirror/app", "v1");
    });

    it("another process finds by HEAD what the first has sent", async () => {
        const bench = new Bench();
        await bench.copy(bench.build.image(layers));
        bench.copier = newCopier({ clock: quickClock });
        const { moved } = await bench.copy(bench.build.image([...layers, "new"]), { tag: "v2" });
        assert.equal(moved.blobs, 2);
        assert.equal(new Set(bench.streamed()).size, bench.streamed().length);
    });
});
