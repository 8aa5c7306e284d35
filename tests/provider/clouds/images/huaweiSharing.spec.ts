import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { startEmulator } from "../../../../emulator";
import { HuaweiImages } from "../../../../provider/clouds/huawei/images";
import type { Rate } from "../../../../provider/limits";
import { Session } from "../../../../provider/process/session";
import { TestEnvironment } from "../../fakes/environment";
import { copiesOf } from "./case";
import { HuaweiWorld, path, sourceRegion, specOf } from "./huaweiWorld";

describe("huawei: questions about jobs are few", () => {
    let world: HuaweiWorld;
    let turns: (() => void)[];
    beforeEach(async () => {
        world = await HuaweiWorld.open();
        world.push("1.0", "1.1", "1.2");
        turns = [];
        const open = world.gate.run.bind(world.gate);
        world.gate.run = async <T>(name: string, rate: Rate, call: () => Promise<T>): Promise<T> => {
            if (name === "huawei/ShowSyncJob") {
                await new Promise<void>((go) => turns.push(go));
            }
            return open(name, rate, call);
        };
    });
    afterEach(() => world.close());
    const listed = () => world.count("ShowSyncJob");

    /** Lets one question go, when there is one that waits. */
    async function turn(): Promise<void> {
        while (turns.length === 0) {
            await pause(1);
        }
        turns.shift()?.();
    }
    const start = async (...tags: string[]) => {
        const started = world.tickets(tags);
        await turn();
        return started;
    };

    it("all who wait for the same repository share one list, whatever they ask", async () => {
        const tickets = await start("1.0", "1.1");
        const before = listed();
        const answers = Promise.all([
            world.phases(tickets.slice(0, 1)),
            world.phases(tickets.slice(1)),
            world.underway(["1.1"]),
            world.tickets(["1.2"], specOf({ target: { namespace: "base" } })),
        ]);
        await turn();
        const [one, other, underway] = await answers;
        assert.deepEqual([one, other, [...underway.keys()]], [["waiting"], ["waiting"], ["1.1"]]);
        assert.equal(listed() - before, 1);
    });

    it("a list that has begun serves nobody who comes later", async () => {
        world.emulator.faults.add({ cloud: "huawei", action: "ShowSyncJob", kind: "latency", millis: 60, times: 1 });
        const first = world.underway(["1.0"]);
        await turn();
        while (world.gate.calls.filter(({ name }) => name.endsWith("ShowSyncJob")).length === 0) {
            await pause(1);
        }
        await pause(20);
        const second = world.underway(["1.0"]);
        await turn();
        await Promise.all([first, second]);
        assert.equal(listed(), 2);
    });

    it("a job that is made while the list waits for its turn is in it", async () => {
        const found = world.underway(["1.0"]);
        world.huawei.addRule(sourceRegion, path, { remoteRegionId: "ap-southeast-3", remoteNamespace: "prod" });
        world.push("1.0");
        await turn();
        assert.equal((await found).size, 1);
    });

    it("the pages go on as far as the one needs who needs most", async () => {
        const [early] = await start("1.0");
        assert.ok(early);
        await start(...Array.from({ length: 150 }, (_, n) => `v${n}`));
        const before = listed();
        const answers = Promise.all([world.underway(["v149"]), world.phases([early])]);
        await turn();
        await turn();
        const [underway, phases] = await answers;
        assert.deepEqual([underway.size, phases, listed() - before], [1, ["waiting"], 2]);
    });

    it("a failure is everybody's, and the next question is a new one", async () => {
        world.emulator.faults.add({ cloud: "huawei", action: "ShowSyncJob", kind: "forbidden", times: 2 });
        const asked = [world.underway(["1.0"]), world.underway(["1.1"])].map((each) =>
            assert.rejects(each, { kind: "unauthorized" }),
        );
        await turn();
        await Promise.all(asked);
        assert.equal(listed(), 1);
        world.emulator.faults.clear();
        const found = world.underway(["1.0"]);
        await turn();
        assert.equal((await found).size, 0);
    });

    it("whoever has more time than the one who asked first goes on when that one's time is up", async () => {
        world.emulator.faults.add({ cloud: "huawei", action: "ShowSyncJob", kind: "serverError", times: 1 });
        const now = world.clock.now();
        const ask = (deadline: number) => world.port.underway(specOf(), copiesOf("1.0"), { deadline });
        const first = assert.rejects(ask(now), { kind: "transient" });
        const second = ask(now + 60_000);
        await turn();
        await first;
        await turn();
        assert.equal((await second).size, 0);
    });

    it("repositories have lists of their own, and one gate for the process: one question a second", async () => {
        world.huawei.addRepository("cn-east-3", "team/other");
        const asked = [
            world.underway(["1.0"]),
            world.underway(["1.0"], specOf({ source: { repository: "nowhere" } })),
            world.underway(["1.0"], specOf({ source: { region: "cn-east-3", repository: "other" } })),
        ];
        await turn();
        await turn();
        await turn();
        await Promise.all(asked);
        const gates = world.gate.calls.filter(({ name }) => name.includes("SyncJob"));
        assert.deepEqual(new Set(gates.map(({ name }) => name)), new Set(["huawei/ShowSyncJob"]));
        assert.ok(gates.every(({ rate }) => rate.perSecond === 1 && rate.concurrency === 1));
        assert.equal(listed(), 3);
    });
});

describe("huawei: image operations keep below 20 a second", () => {
    it("with many resources, next to none is throttled", async function () {
        this.timeout(60_000);
        const environment = new TestEnvironment();
        const emulator = await startEmulator();
        try {
            for (let n = 0; n < 50; n++) {
                emulator.huawei.pushTag(sourceRegion, `team/app-${n}`, "1.0");
            }
            emulator.huawei.enforceRateLimits(20);
            const port = new HuaweiImages(Session.from((key) => emulator.config[key]));
            const options = { deadline: Date.now() + 60_000 };
            const specs = Array.from({ length: 50 }, (_, n) =>
                specOf({ source: { repository: `app-${n}` }, target: { repository: `app-${n}` } }),
            );
            const held = await Promise.all(
                specs.flatMap((spec) => [
                    port.images(spec, "source", ["1.0"], options),
                    port.images(spec, "target", ["1.0"], options),
                ]),
            );
            assert.equal(held.filter((each) => each?.has("1.0")).length, 50);
            const requests = emulator.requests.all();
            const throttled = requests.filter(({ status }) => status === 429);
            assert.ok(requests.length >= 100, `${requests.length} requests`);
            assert.ok(throttled.length < requests.length * 0.05, `${throttled.length} of ${requests.length}`);
        } finally {
            await emulator.close();
            environment.restore();
        }
    });
});
