import assert from "node:assert/strict";
import type { ImageSyncState } from "../../../provider/manualImageSync";
import { specOf } from "../fakes/imageCloud";
import { create, failing, updated, world } from "./world";

describe("ManualImageSync's update", () => {
    it("runs just what is not synced", async () => {
        const there = world();
        ["1.0", "1.1", "1.2"].forEach((tag) => there.cloud.push(tag, tag));
        there.cloud.plan("1.1", { kind: "fail", issue: "TAG_CONFLICT" });
        const spec = specOf(["1.0", "1.1"]);
        const error = await failing(create(there, spec));
        const before = there.cloud.started.length;
        const olds = error.properties as unknown as ImageSyncState;
        const outs = await updated(
            there.life.update("id", olds, {
                ...spec,
                tags: ["1.0", "1.1", "1.2"],
            }),
        );
        assert.deepEqual(there.cloud.started.slice(before), ["1.1", "1.2"]);
        const images = outs.images;
        assert.deepEqual(images?.["1.0"], error.images["1.0"], "what was synced keeps its record");
    });

    it("keeps an image that the source has lost and the target holds, and says so", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        const spec = specOf(["1.0"]);
        const outs = await create(there, spec);
        there.cloud.source.delete("1.0");
        const updated = await there.life.update("id", outs, { ...spec, tags: ["1.0", "1.1"] });
        assert.deepEqual((updated.outs as ImageSyncState).summary, { synced: 2 });
        assert.match(there.messages.warnings.join(), /does not hold 1\.0 any more/);
    });

    it("drops what is not declared any more, and leaves it in the target", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        const outs = await create(there, specOf(["1.0", "1.1"]));
        const updated = await there.life.update("id", outs, specOf(["1.1"]));
        assert.deepEqual(Object.keys((updated.outs as ImageSyncState).images ?? {}), ["1.1"]);
        assert.ok(there.cloud.target.has("1.0"));
    });
});
