import assert from "node:assert/strict";
import type { ImageSyncState } from "../../../provider/manualImageSync";
import type { ImageSyncSpec } from "../../../provider/model";
import { digestOf, specOf } from "../fakes/imageCloud";
import { create, type World, world } from "./world";

describe("ManualImageSync's read", () => {
    async function synced(): Promise<World & { outs: ImageSyncState }> {
        const there = world();
        ["1.0", "1.1", "1.2", "1.3"].forEach((tag) => there.cloud.push(tag, tag));
        const outs = await create(there, specOf(["1.0", "1.1", "1.2", "1.3"]));
        return { ...there, outs };
    }

    it("changes nothing where nothing has changed", async () => {
        const { life, outs, messages } = await synced();
        messages.infos.length = 0;
        const read = await life.read("id", outs);
        assert.deepEqual(read.props, outs);
        assert.deepEqual((read.inputs as ImageSyncSpec).tags, outs.tags);
        assert.deepEqual(messages.infos, []);
    });

    it("leaves missing and outdated tags out of the inputs, and tells why", async () => {
        const { life, outs, cloud, messages } = await synced();
        cloud.push("1.1", "moved in the source");
        cloud.target.set("1.2", { digest: digestOf("moved in the target") });
        cloud.target.delete("1.3");
        messages.infos.length = 0;
        const read = await life.read("id", outs);
        const images = (read.props as ImageSyncState).images ?? {};
        assert.deepEqual(
            Object.entries(images).map(([tag, { status }]) => [tag, status]),
            [
                ["1.0", "synced"],
                ["1.1", "outdated"],
                ["1.2", "outdated"],
                ["1.3", "missing"],
            ],
        );
        assert.deepEqual((read.inputs as ImageSyncSpec).tags, ["1.0"]);
        assert.deepEqual((read.props as ImageSyncState).tags, outs.tags);
        assert.equal(messages.infos.length, 3);
        assert.match(messages.infos[0] ?? "", /1\.1 is outdated, the source has moved/);
        assert.match(messages.infos[1] ?? "", /1\.2 is outdated, the target has moved/);
        assert.match(messages.infos[2] ?? "", /1\.3 is missing/);
    });

    it("reports a tag that the source has lost; the target stays", async () => {
        const { life, outs, cloud, messages } = await synced();
        cloud.source.delete("1.0");
        const read = await life.read("id", outs);
        assert.deepEqual((read.props as ImageSyncState).summary, { synced: 4 });
        assert.match(messages.infos.join("\n"), /does not hold 1\.0 any more; the target keeps it/);
    });

    it("sees that a running task has brought the image, is still running, or is gone", async () => {
        const there = world();
        ["1.0", "1.1", "1.2"].forEach((tag) => there.cloud.push(tag, tag));
        there.cloud.plan("1.1", { kind: "hold" });
        there.cloud.plan("1.2", { kind: "vanish" });
        const outs = await create(there, specOf(["1.0", "1.1", "1.2"], { wait: false }));
        there.clock.advance(10_000);
        const read = await there.life.read("id", outs);
        const images = (read.props as ImageSyncState).images;
        assert.equal(images?.["1.0"]?.status, "synced");
        assert.equal(images?.["1.1"]?.status, "running");
        assert.equal(images?.["1.2"]?.status, "missing");
    });
});
