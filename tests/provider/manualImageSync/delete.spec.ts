import assert from "node:assert/strict";
import { ImageSyncLifecycle, type ImageSyncState } from "../../../provider/manualImageSync";
import { specOf } from "../fakes/imageCloud";
import { create, failing, world } from "./world";

describe("ManualImageSync's delete", () => {
    it("cancels what still runs, waits for its end, and says that copied images stay", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        there.cloud.plan("1.1", { kind: "hold" });
        const error = await failing(create(there, specOf(["1.0", "1.1"], { timeoutSeconds: 20 })));
        const later = new ImageSyncLifecycle(there.cloud.capabilities, there.cloud, there.clock, there.messages);
        await later.delete(error.properties as unknown as ImageSyncState);
        assert.ok(there.cloud.calls.includes("cancel task-2"));
        assert.match(there.messages.infos.join("\n"), /cancelled the tasks of 1\.1; they have ended/);
        assert.match(there.messages.infos.join("\n"), /the copied image stays in cn-hangzhou\/cri-far\/prod\/api/);
        assert.ok(there.cloud.target.has("1.0"));
    });

    it("asks for nothing where nothing runs", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const outs = await create(there, specOf(["1.0"]));
        there.cloud.calls.length = 0;
        await there.life.delete(outs);
        assert.deepEqual(there.cloud.calls, []);
    });

    it("leaves alone what another resource of this run waits for by now", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.plan("1.0", { kind: "hold" });
        const spec = specOf(["1.0"], { wait: false });
        const old = await create(there, spec);
        const later = {
            ...there,
            life: new ImageSyncLifecycle(there.cloud.capabilities, there.cloud, there.clock, there.messages),
        };
        await create(later, spec);
        await later.life.delete(old);
        assert.deepEqual(
            there.cloud.calls.filter((call) => call.startsWith("cancel")),
            [],
        );
    });
});
