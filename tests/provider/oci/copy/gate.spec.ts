import assert from "node:assert/strict";
import { Bounds } from "../../../../provider/oci/copy/running/bounds";
import { Gate } from "../../../../provider/oci/copy/running/gate";
import { quickClock } from "./bench";

function bounds(signal?: AbortSignal): Bounds {
    return new Bounds({ deadline: Infinity, signal }, quickClock, { cloud: "target.test", action: "copy" });
}

describe("gate", () => {
    it("who is called in and ended in the same moment gives the place back", async () => {
        const gate = new Gate(1);
        let release = () => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        const abort = new AbortController();
        const first = gate.run(bounds(), () => held);
        const second = assert.rejects(gate.run(bounds(abort.signal), async () => assert.fail("it has ended")));
        // Between the first one's leaving and the second one's hearing of it.
        release();
        queueMicrotask(() => abort.abort());
        await Promise.all([first, second]);
        assert.equal(await gate.run(bounds(), async () => "in"), "in");
    });

    it("who leaves the queue is not called in", async () => {
        const gate = new Gate(1);
        let release = () => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        const abort = new AbortController();
        const first = gate.run(bounds(), () => held);
        const second = assert.rejects(gate.run(bounds(abort.signal), async () => assert.fail("it has left")));
        const third = gate.run(bounds(), async () => "in");
        abort.abort();
        await second;
        release();
        await first;
        assert.equal(await third, "in");
    });
});
