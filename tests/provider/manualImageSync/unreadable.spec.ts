import assert from "node:assert/strict";
import type { ImageSyncState } from "../../../provider/manualImageSync";
import { specOf } from "../fakes/imageCloud";
import { create, world } from "./world";

describe("ManualImageSync where the target cannot be read", () => {
    it("records as unverified what the cloud says is done, and does not repeat it", async () => {
        const there = world();
        there.cloud.readable = false;
        const digest = there.cloud.push("1.0", "one");
        const spec = specOf(["1.0"]);
        const outs = await create(there, spec);
        assert.equal(outs.images?.["1.0"]?.status, "unverified");
        assert.equal(outs.images?.["1.0"]?.digest, digest);
        const again = await there.life.update("id", outs, { ...spec, triggers: ["x"] });
        assert.deepEqual((again.outs as ImageSyncState).images, outs.images);
        assert.equal(there.cloud.started.length, 1);
        assert.equal(there.cloud.count("images target"), 0);
    });

    it("sends it again when the source has moved", async () => {
        const there = world();
        there.cloud.readable = false;
        there.cloud.push("1.0", "one");
        const outs = await create(there, specOf(["1.0"]));
        there.cloud.push("1.0", "one, built anew");
        const read = await there.life.read("id", outs);
        assert.deepEqual((read.props as ImageSyncState).summary, { outdated: 1 });
        await there.life.update("id", read.props as ImageSyncState, specOf(["1.0"]));
        assert.equal(there.cloud.started.length, 2);
    });
});
