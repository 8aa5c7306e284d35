import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { Clients } from "../../../provider/calls/clients";
import { HuaweiClient } from "../../../provider/clouds/huawei/client";
import { Organizations } from "../../../provider/clouds/huawei/organizations";
import { Session } from "../../../provider/process/session";

describe("huawei: organizations", () => {
    let emulator: Emulator;
    let organizations: Organizations;
    const at = { region: "ap-southeast-3" };
    const asked = () => emulator.requests.count({ cloud: "huawei", action: "ListNamespaces" });
    const has = (name: string) => organizations.has(at, name, { deadline: Date.now() + 10_000 });

    beforeEach(async () => {
        emulator = await startEmulator();
        const session = Session.from((key) => emulator.config[key]);
        organizations = new Organizations(
            new Clients(({ region, account }) => new HuaweiClient(session, region, account)),
        );
    });
    afterEach(() => emulator.close());

    it("one list answers for all that are there", async () => {
        const names = ["team", "prod", "base", "team"];
        assert.deepEqual(await Promise.all(names.map(has)), [true, true, true, true]);
        assert.equal(asked(), 1);
    });

    it("one that is not there is asked for by name, and is not", async () => {
        assert.equal(await has("nobody"), false);
        assert.equal(asked(), 2);
    });

    it("one that came after the list is seen", async () => {
        await has("team");
        emulator.huawei.addOrganization(at.region, "late");
        assert.equal(await has("late"), true);
    });
});
