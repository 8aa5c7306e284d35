import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { TencentClient } from "../../../provider/clouds/tencent/client";
import { Regions } from "../../../provider/clouds/tencent/regionNumbers";
import { tencentRegions } from "../../../provider/clouds/tencent/regions";
import { Session } from "../../../provider/process/session";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";

describe("tencent: region numbers", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    let client: TencentClient;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        client = new TencentClient(
            Session.from((key) => emulator.config[key], new FakeClock()),
            "ap-guangzhou",
            undefined,
        );
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });
    const options = { deadline: Infinity };

    for (const [name, number] of [
        ["ap-guangzhou", 1],
        ["ap-singapore", 9],
        ["na-siliconvalley", 15],
        ["ap-nanjing", 33],
        ["sa-saopaulo", 74],
    ] as const) {
        it(`${name} is ${number}, by TCR and by the published list`, async () => {
            assert.equal(await new Regions().number(client, name, options), number);
            assert.equal(tencentRegions[name], number);
        });
    }

    it("a region that TCR does not know is an error that lists those it knows", async () => {
        await assert.rejects(new Regions().number(client, "mars-north", options), {
            kind: "invalid",
            message:
                /^tencent DescribeRegions: "mars-north" is not a region of TCR; use one of .*ap-guangzhou.*ap-singapore/,
        });
    });

    it("TCR is asked once, by many at once too", async () => {
        const regions = new Regions();
        await Promise.all(
            ["ap-guangzhou", "ap-singapore", "ap-beijing"].map((name) => regions.number(client, name, options)),
        );
        assert.equal(emulator.requests.count({ action: "DescribeRegions" }), 1);
    });

    it("without the right to ask, the published list stands in", async () => {
        emulator.faults.add({ action: "DescribeRegions", kind: "forbidden", times: Infinity });
        assert.equal(await new Regions().number(client, "ap-tokyo", options), 25);
    });
});
