import assert from "node:assert/strict";
import { type Args, Stack, statuses } from "./stack";
import { beside, blobsRead, sourceDigest, targetDigest, toTencent } from "./ways";

describe("copies of a part of an image, and of what refers to it", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start();
        const { alibaba } = stack.emulator;
        alibaba.addRepository("cri-hub", "prod", "signed");
        alibaba.pushTag("cri-hub", "prod", "signed", "1.0", {
            platforms: ["linux/amd64", "linux/arm64"],
            signed: true,
        });
    });
    afterEach(() => stack.stop());
    const args = (more: Args = {}) => toTencent("signed", { tags: ["1.0"], ...more });
    const whole = () => sourceDigest(stack.emulator, "signed", "1.0");
    const there = () => targetDigest(stack.emulator, "signed", "1.0");

    it("one platform has a digest of its own, which is recorded, and stays right", async () => {
        const { images } = await stack.up(args({ platforms: ["linux/arm64"] }));
        const digest = images["1.0"]?.digest;
        assert.equal(there(), digest);
        assert.notEqual(digest, whole());
        await stack.refresh();
        assert.deepEqual(statuses(stack.images()), { "1.0": "synced" });
        assert.equal(await stack.changes(args({ platforms: ["linux/arm64"] })), false);
    });

    it("a filter looks at what it takes alone, however many tags there are", async () => {
        const { alibaba } = stack.emulator;
        alibaba.addRepository("cri-hub", "prod", "many");
        ["v1", "v2", ...Array.from({ length: 30 }, (_, n) => `build-${n}`)].forEach((tag) =>
            alibaba.pushTag("cri-hub", "prod", "many", tag),
        );
        const { images } = await stack.up(toTencent("many", { tagFilter: "v.*" }));
        assert.deepEqual(statuses(images), { v1: "synced", v2: "synced" });
        const looks = () => beside(stack.emulator, { registry: "cri-hub", method: "HEAD" }).map(({ path }) => path);
        assert.equal(looks().filter((path) => path.includes("/manifests/v")).length, 2, looks().join("\n"));
        assert.deepEqual(
            looks().filter((path) => path.includes("/manifests/build-")),
            [],
        );
        await assert.rejects(stack.up(toTencent("many", { tagFilter: ".*", maxTags: 3 })), /takes 32 tags/);
        assert.deepEqual(
            looks().filter((path) => path.includes("/manifests/build-")),
            [],
        );
    });

    it("all platforms by name are the index as it is", async () => {
        const { images } = await stack.up(args({ platforms: ["linux/arm64", "linux/amd64"] }));
        assert.equal(images["1.0"]?.digest, whole());
    });

    it("a platform that the image lacks is an error that names those it has, and nothing is started", async () => {
        await assert.rejects(stack.up(args({ platforms: ["linux/s390x"] })), (error: Error) => {
            assert.match(error.message, /not for linux\/s390x; it is for linux\/amd64, linux\/arm64/);
            return true;
        });
        assert.deepEqual(blobsRead(stack.emulator), []);
        assert.equal(there(), undefined);
    });

    it("other platforms are an update, which needs override for a tag that is taken, and says why", async () => {
        await stack.up(args());
        const one = args({ platforms: ["linux/amd64"] });
        assert.equal(await stack.changes(one), true);
        const refused = await stack.up(one);
        assert.deepEqual(statuses(refused.images), { "1.0": "failed" });
        assert.equal(there(), whole());
        assert.match(refused.reasons.join(), /override: true/);
        assert.match(refused.reasons.join(), /linux\/amd64/, "what was asked for tells why the digests differ");
        assert.ok(refused.reasons.join().includes(whole() ?? ""));
        stack.emulator.registries.requests.clear();
        const { images } = await stack.up({ ...one, override: true });
        assert.equal(images["1.0"]?.status, "synced");
        assert.equal(there(), images["1.0"]?.digest);
        assert.notEqual(there(), whole());
        assert.deepEqual(blobsRead(stack.emulator), [], "everything was there");
    });

    it("referrers go along, and are counted; without them the image goes alone", async () => {
        const { images } = await stack.up(args({ referrers: true }));
        assert.equal(images["1.0"]?.referrers, 1);
        assert.deepEqual(await referrersThere(), 1);
    });

    it("referrers that are switched on later are brought to an image that is there", async () => {
        await stack.up(args());
        assert.equal(await referrersThere(), 0);
        assert.equal(await stack.changes(args({ referrers: true })), true);
        const { images } = await stack.up(args({ referrers: true }));
        assert.equal(images["1.0"]?.referrers, 1);
        assert.equal(await referrersThere(), 1);
        assert.equal(await stack.changes(args({ referrers: true })), false);
    });

    it("a copy without referrers that is under way is none to wait for by who wants them", async () => {
        const [one, other] = await Promise.all([
            stack.up(args(), "plain"),
            stack.up(args({ referrers: true }), "signed"),
        ]);
        assert.deepEqual(statuses({ ...one.images }), { "1.0": "synced" });
        assert.equal(other.images["1.0"]?.referrers, 1);
        assert.equal(await referrersThere(), 1);
    });

    it("a failed copy of referrers is no success, though the image is there; the next up repairs it", async () => {
        const { faults } = stack.emulator.registries;
        faults.add({ kind: "serverError", operation: "listReferrers", registry: "cri-hub", times: Infinity });
        const { images, reasons } = await stack.up(args({ referrers: true, timeoutSeconds: 4 }));
        assert.equal(images["1.0"]?.status, "failed");
        assert.equal(there(), whole());
        assert.notEqual(reasons.join(), "");
        faults.clear();
        assert.equal((await stack.up(args({ referrers: true }))).images["1.0"]?.referrers, 1);
    }).timeout(60_000);

    /** As TCR's registry lists them. */
    async function referrersThere(): Promise<number> {
        stack.restart();
        stack.emulator.registries.requests.clear();
        const back = {
            source: { ...(toTencent("signed").target as Args), repository: "signed" },
            target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg", namespace: "prod" },
            tags: ["1.0"],
            referrers: true,
            override: true,
        };
        const name = `back ${Math.random()}`;
        const { images } = await stack.up(back, name);
        assert.ok(beside(stack.emulator, { operation: "listReferrers", registry: "tcr-sg" }).length > 0);
        return images["1.0"]?.referrers ?? -1;
    }
});
