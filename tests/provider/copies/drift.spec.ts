import assert from "node:assert/strict";
import { Stack, statuses } from "./stack";
import { beside, blobsRead, sourceDigest, targetDigest, toTencent } from "./ways";

const tags = ["1.4.1", "1.4.2", "latest"];

describe("copies: some of several, and what has changed since", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start();
    });
    afterEach(() => stack.stop());
    const there = (tag: string) => targetDigest(stack.emulator, "api", tag);
    const here = (tag: string) => sourceDigest(stack.emulator, "api", tag);
    const written = () =>
        beside(stack.emulator, { registry: "tcr-sg", operation: "putManifest", status: 201 })
            .map(({ path }) => path.split("/").at(-1) ?? "")
            .filter((reference) => !reference.includes(":"));

    it("one of three tags fails, the others are recorded; the next up moves just that one", async () => {
        const { faults, requests } = stack.emulator.registries;
        const path = "/v2/prod/api/manifests/1.4.2";
        faults.add({ kind: "serverError", operation: "putManifest", path, status: 403, times: Infinity });
        const failing = await stack.up(toTencent("api", { tags }));
        assert.deepEqual(statuses(failing.images), { "1.4.1": "synced", "1.4.2": "failed", latest: "synced" });
        assert.deepEqual(stack.state().summary, { synced: 2, failed: 1 });
        assert.equal(failing.reasons.length, 1);
        assert.match(failing.reasons[0] ?? "", /^1\.4\.2: 127\.0\.0\.1:\d+ .*403/s);
        assert.equal(failing.images["1.4.2"]?.digest, undefined);
        assert.equal(there("1.4.2"), undefined);
        faults.clear();
        requests.clear();
        const repaired = await stack.up(toTencent("api", { tags }));
        assert.deepEqual([...new Set(Object.values(statuses(repaired.images)))], ["synced"]);
        assert.deepEqual(written(), ["1.4.2"]);
        // Its layers had arrived before.
        assert.equal(requests.count({ operation: "readStorage" }), 0);
        for (const tag of ["1.4.1", "latest"]) {
            assert.deepEqual(repaired.images[tag], failing.images[tag], "what is known stays as it is recorded");
        }
    });

    it("wrong bytes of one image fail that image alone", async () => {
        const { faults } = stack.emulator.registries;
        faults.add({ kind: "wrongBytes", bytes: 20, times: Infinity, path: await lastLayer("1.4.2") });
        const { images, reasons } = await stack.up(toTencent("api", { tags }));
        assert.deepEqual(statuses(images), { "1.4.1": "synced", "1.4.2": "failed", latest: "synced" });
        assert.match(reasons.join(), /sha256:/);
        assert.equal(there("1.4.2"), undefined);
    });

    it("a fault of the moment is overcome in the same run", async () => {
        const { faults } = stack.emulator.registries;
        faults.add({ kind: "cut", times: 2 });
        faults.add({ kind: "serverError", operation: "putManifest" });
        faults.add({ kind: "expiredToken", operation: "putUpload" });
        const { reasons } = await stack.up(toTencent("api", { tags }));
        assert.deepEqual(reasons, []);
        tags.forEach((tag) => assert.equal(there(tag), here(tag)));
    });

    it("read tells a tag that is gone and one that has moved, leaves them out of the inputs, and writes nothing", async () => {
        await stack.up(toTencent("api", { tags }));
        const { tencent, alibaba, registries } = stack.emulator;
        tencent.removeTag("tcr-sg", "prod/api", "1.4.1");
        alibaba.pushTag("cri-hub", "prod", "api", "latest");
        registries.requests.clear();
        const inputs = await stack.refresh();
        assert.deepEqual(statuses(stack.images()), { "1.4.1": "missing", "1.4.2": "synced", latest: "outdated" });
        assert.deepEqual(inputs.tags, ["1.4.2"]);
        assert.deepEqual(written(), []);
        const asked = beside(stack.emulator, {});
        assert.ok(asked.length <= 2 * 2 * tags.length && asked.every(({ method }) => method === "HEAD"));
        const lines = stack.messages.infos.join("\n");
        assert.match(lines, /^1\.4\.1 is missing: ap-singapore\/tcr-sg\/prod\/api:1\.4\.1 is not there$/m);
        assert.match(lines, /^latest is outdated, the source has moved: source sha256:.*, target sha256:/m);
        const { images } = await stack.up(toTencent("api", { tags, override: true }));
        assert.deepEqual([...new Set(Object.values(statuses(images)))], ["synced"]);
        assert.deepEqual(written().sort(), ["1.4.1", "latest"]);
        assert.equal(there("latest"), here("latest"));
    });

    it("a target that somebody has overwritten is outdated, too", async () => {
        await stack.up(toTencent("api", { tags }));
        const { digest } = stack.emulator.tencent.pushTag("tcr-sg", "prod/api", "latest", { content: "other" });
        await stack.refresh();
        assert.equal(stack.images().latest?.status, "outdated");
        assert.equal(stack.images().latest?.digest, digest);
        assert.match(stack.messages.infos.join("\n"), /^latest is outdated, the target has moved: /m);
    });

    it("a target repository that is gone: every image is missing", async () => {
        await stack.up(toTencent("api", { tags }));
        stack.emulator.tencent.removeRepository("tcr-sg", "prod/api");
        await stack.refresh();
        assert.deepEqual(stack.state().summary, { missing: 3 });
    });

    it("what the source has lost stays synced as long as the target has it", async () => {
        await stack.up(toTencent("api", { tags }));
        stack.emulator.alibaba.removeTag("cri-hub", "prod", "api", "latest");
        await stack.refresh();
        assert.deepEqual(stack.state().summary, { synced: 3 });
        assert.match(stack.messages.infos.join("\n"), /does not hold latest any more; the target keeps it/);
    });

    it("a tag that the source lacks stops everything, and is named", async () => {
        await assert.rejects(
            stack.up(toTencent("api", { tags: [...tags, "9.9"] })),
            /tag "9\.9" not found in cn-hangzhou\/cri-hub\/prod\/api; nothing was started/,
        );
        assert.deepEqual(written(), []);
    });

    it("a source repository that is not there is told as such", async () => {
        await assert.rejects(stack.up(toTencent("gone", { tags })), /repository .*prod\/gone not found/);
    });

    /** The path of the layer and config that only this tag has. */
    async function lastLayer(tag: string): Promise<RegExp> {
        const [own, shared] = [await blobsOf(tag), await blobsOf("1.4.1")];
        return new RegExp(own.filter((digest) => !shared.includes(digest)).join("|"));
    }

    async function blobsOf(tag: string): Promise<string[]> {
        stack.restart();
        stack.emulator.registries.requests.clear();
        await stack.up(toTencent("api", { tags: [tag] }), `of ${tag}`);
        stack.emulator.tencent.removeRepository("tcr-sg", "prod/api");
        stack.restart();
        return blobsRead(stack.emulator);
    }
});
