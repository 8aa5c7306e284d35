import assert from "node:assert/strict";
import { type Args, Stack, statuses } from "./stack";
import { beside, blobsRead, sourceDigest, targetDigest, toTencent } from "./ways";

describe("copies between clouds", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start();
    });
    afterEach(() => stack.stop());
    const there = (tag: string, repository = "api") => targetDigest(stack.emulator, repository, tag);
    const here = (tag: string, repository = "api") => sourceDigest(stack.emulator, repository, tag);

    it("puts what the source has under the same tags, and tells digest, size, times and host", async () => {
        const { images } = await stack.up(toTencent("api", { tags: ["1.4.1", "1.4.2"] }));
        assert.deepEqual(statuses(images), { "1.4.1": "synced", "1.4.2": "synced" });
        for (const [tag, image] of Object.entries(images)) {
            assert.equal(image.digest, here(tag));
            assert.equal(there(tag), here(tag));
            assert.ok((image.sizeBytes ?? 0) > 1000, tag);
            assert.ok(Date.parse(image.finishedAt ?? "") >= Date.parse(image.startedAt ?? ""), tag);
            assert.equal(image.referrers, undefined, "none were asked for");
        }
        assert.equal(stack.state().host, await stack.emulator.registries.host("tencent", "tcr-sg"));
        assert.match(stack.messages.infos.join(), /^2 images: 2 synced; [\d.]+ kB in /);
    });

    it("goes the other way round, from TCR to CR EE, and between two registries of TCR", async () => {
        const source = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" };
        const from = { ...source, repository: "worker" };
        const hub = { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg", namespace: "prod" };
        await stack.up({ source: from, target: hub, tags: ["1.1.0"] }, "to CR EE");
        const far = { ...source, region: "ap-singapore", instanceId: "tcr-sg" };
        await stack.up({ source: from, target: far, tags: ["1.1.0"] }, "to TCR");
        const digest = stack.emulator.tencent.findTag("tcr-gz", "prod/worker", "1.1.0")?.digest;
        const worker = stack.emulator.alibaba
            .repositories("cri-sg", "prod")
            .find(({ name }) => name === "worker")
            ?.tags.find(({ name }) => name === "1.1.0");
        assert.equal(`sha256:${worker?.digest}`, digest);
        assert.equal(there("1.1.0", "worker"), digest);
    });

    it("renames tags and repositories", async () => {
        const args = toTencent("api", { tags: [{ source: "1.4.2", target: "stable" }, "latest"] });
        const target = { ...(args.target as Args), namespace: "staging", repository: "team/api" };
        const { images } = await stack.up({ ...args, target });
        assert.deepEqual(statuses(images), { stable: "synced", latest: "synced" });
        assert.equal(targetDigest(stack.emulator, "team/api", "stable", "staging"), here("1.4.2"));
        assert.equal(targetDigest(stack.emulator, "team/api", "latest", "staging"), here("latest"));
    });

    it("takes tags by the filter of the source's cloud", async () => {
        const { images } = await stack.up(toTencent("api", { tagFilter: "v\\d+\\..*" }));
        assert.deepEqual(statuses(images), { "v1.0.0": "synced", "v1.1.0": "synced" });
    });

    it("nothing to do costs at most two requests per tag and side, and moves nothing", async () => {
        const tags = ["1.4.1", "1.4.2", "latest"];
        const args = toTencent("web", { tags });
        await stack.up(args);
        for (const more of [{ triggers: [1] }, { triggers: [2], platforms: undefined }]) {
            stack.restart();
            stack.emulator.registries.requests.clear();
            const { images } = await stack.up({ ...args, ...more });
            assert.equal(stack.state().summary?.synced, tags.length, JSON.stringify(images));
            for (const registry of ["cri-hub", "tcr-sg"]) {
                const asked = beside(stack.emulator, { registry });
                assert.ok(asked.length <= 2 * tags.length, asked.map(({ method, path }) => method + path).join("\n"));
                assert.deepEqual([...new Set(asked.map(({ method }) => method))], ["HEAD"]);
            }
        }
        assert.match(stack.messages.infos.at(-1) ?? "", /^3 images: 3 already in the target$/);
    });

    it("nothing to do costs no more with platforms", async () => {
        const args = toTencent("web", { tags: ["1.4.1", "1.4.2"], platforms: ["linux/arm64"] });
        await stack.up(args);
        stack.restart();
        stack.emulator.registries.requests.clear();
        await stack.up({ ...args, triggers: [1] });
        for (const registry of ["cri-hub", "tcr-sg"]) {
            assert.ok(beside(stack.emulator, { registry }).length <= 4);
        }
        assert.deepEqual(blobsRead(stack.emulator), []);
    });

    it("a layer goes over the wire once, whatever tags and resources share it", async () => {
        const digestsOf = async (name: string) => (await stack.up(toTencent("api", { tags: [name] }), name)).images;
        await Promise.all([
            ...["1.4.1", "1.4.2", "latest"].map(digestsOf),
            stack.up(toTencent("api", { tags: ["v1.0.0", "v1.1.0"] }), "both"),
        ]);
        const blobs = blobsRead(stack.emulator);
        assert.deepEqual([...blobs].sort(), [...new Set(blobs)].sort());
        // Five images of three layers, of which they share two, and five configs.
        assert.equal(blobs.length, 2 + 5 + 5);
        for (const tag of ["1.4.1", "1.4.2", "latest", "v1.0.0", "v1.1.0"]) {
            assert.equal(there(tag), here(tag), tag);
        }
    });

    it("a layer is moved once into two repositories of one registry", async () => {
        const into = (repository: string) =>
            stack.up(
                toTencent("api", {
                    tags: ["1.4.2"],
                    target: { ...(toTencent("api").target as Args), repository },
                }),
                repository,
            );
        await Promise.all([into("one"), into("two")]);
        const blobs = blobsRead(stack.emulator);
        assert.equal(blobs.length, new Set(blobs).size);
        assert.equal(there("1.4.2", "one"), here("1.4.2"));
        assert.equal(there("1.4.2", "two"), here("1.4.2"));
    });

    it("two resources that want one tag share its copy: the image is written once", async () => {
        const args = toTencent("web", { tags: ["1.4.2"] });
        const [one, other] = await Promise.all([stack.up(args, "one"), stack.up(args, "other")]);
        assert.deepEqual(
            [statuses(one.images), statuses(other.images)],
            [{ "1.4.2": "synced" }, { "1.4.2": "synced" }],
        );
        const puts = beside(stack.emulator, { registry: "tcr-sg", operation: "putManifest" });
        assert.equal(puts.filter(({ path }) => path.endsWith("/1.4.2")).length, 1);
    });

    it("a tag that holds another digest is left alone without override, and both digests are told", async () => {
        const other = stack.emulator.tencent.pushTag("tcr-sg", "prod/api", "1.4.2", { content: "other" }).digest;
        const args = toTencent("api", { tags: ["1.4.1", "1.4.2"] });
        const { images, reasons } = await stack.up(args);
        assert.deepEqual(statuses(images), { "1.4.1": "synced", "1.4.2": "failed" });
        assert.equal(there("1.4.2"), other);
        for (const words of [other, here("1.4.2") ?? "", "override: true", "ap-singapore/tcr-sg/prod/api:1.4.2"]) {
            assert.ok(reasons.join().includes(words), `${words} in ${reasons.join()}`);
        }
        stack.emulator.registries.requests.clear();
        const repaired = await stack.up({ ...args, override: true });
        assert.deepEqual(statuses(repaired.images), { "1.4.1": "synced", "1.4.2": "synced" });
        assert.equal(there("1.4.2"), here("1.4.2"));
    });
});
