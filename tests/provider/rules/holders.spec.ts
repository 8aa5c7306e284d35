import assert from "node:assert/strict";
import { Holders } from "../../../provider/rules/holders";

const id = "alibaba/cn-hangzhou/cri-hub/api";
const urn = "urn:one";

describe("who stands for a rule", () => {
    it("nobody is known: whoever asks", () => {
        assert.equal(new Holders().another(id, { __urn: urn }), false);
    });

    it("the create that made it, not the one before, nor another resource", () => {
        const holders = new Holders();
        const first = holders.made(id, urn);
        const second = holders.made(id, urn);
        const asked = [{ __urn: urn, __made: second }, { __urn: urn, __made: first }, { __urn: urn }];
        assert.deepEqual(
            [...asked, { __urn: "urn:two", __made: second }].map((holder) => holders.another(id, holder)),
            [false, true, true, true],
        );
        assert.equal(holders.another(`${id}-2`, { __urn: urn, __made: first }), false);
    });

    it("a resource that stays: what an interrupted replacement left behind does not", () => {
        const holders = new Holders();
        holders.stays(id, { __urn: urn, __made: "second" });
        assert.equal(holders.another(id, { __urn: urn, __made: "first" }), true);
        assert.equal(holders.another(id, { __urn: urn, __made: "second" }), false);
    });

    it("a resource that a state of an earlier version knows without a mark", () => {
        const holders = new Holders();
        holders.stays(id, { __urn: urn });
        assert.equal(holders.another(id, { __urn: urn }), false);
    });

    it("what a create took over is not claimed back by the one that has yet to give it up", () => {
        const holders = new Holders();
        const made = holders.made(id, urn);
        holders.stays(id, { __urn: "urn:two", __made: "earlier" });
        assert.equal(holders.another(id, { __urn: urn, __made: made }), false);
    });
});
