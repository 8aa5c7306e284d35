import assert from "node:assert/strict";
import { startEmulator } from "../../../../emulator";
import { AlibabaImages } from "../../../../provider/clouds/alibaba/images";
import { paceOf } from "../../../../provider/clouds/alibaba/client";
import { Limits, type Rate } from "../../../../provider/limits";
import { Session } from "../../../../provider/process/session";
import { TestEnvironment } from "../../fakes/environment";
import { AlibabaFixture, copyOf, errorIn, source, spec } from "./alibabaFixture";

/** Limits that let nothing through before they are opened. */
class ShutLimits extends Limits {
    private open: () => void = () => undefined;
    private readonly opened = new Promise<void>((resolve) => {
        this.open = resolve;
    });

    release(): void {
        this.open();
    }

    override async run<T>(_name: string, _rate: Rate, call: () => Promise<T>): Promise<T> {
        await this.opened;
        return call();
    }
}

describe("alibaba: the pace of image calls", () => {
    const own = ["GetRepository", "GetRepoTag", "ListRepoTag", "CreateRepoSyncTask", "CreateRepoSyncTaskByRule"];
    for (const action of [...own, "CancelRepoSyncTask", "ListInstanceEndpoint"]) {
        it(`${action}: about 18 a second, for each account and region by itself`, () => {
            const { limit, rate } = paceOf(action, undefined, "cn-hangzhou");
            assert.equal(rate.perSecond, 18);
            const others = [
                paceOf(action, "other", "cn-hangzhou"),
                paceOf(action, undefined, "cn-shanghai"),
                ...own.filter((one) => one !== action).map((one) => paceOf(one, undefined, "cn-hangzhou")),
            ];
            assert.ok(others.every((other) => other.limit !== limit));
        });
    }

    it("the state of tasks: 2 a second for the process, whatever the account and region", () => {
        const gates = [
            paceOf("ListRepoSyncTask", undefined, "cn-hangzhou"),
            paceOf("GetRepoSyncTask", undefined, "cn-hangzhou"),
            paceOf("ListRepoSyncTask", "other", "cn-shanghai"),
        ];
        assert.equal(new Set(gates.map(({ limit }) => limit)).size, 1);
        assert.ok(gates.every(({ rate }) => rate.perSecond === 2));
    });

    it("rules keep one gate for each account and region", () => {
        const rules = ["CreateRepoSyncRule", "ListRepoSyncRule", "DeleteRepoSyncRule"];
        const gates = rules.map((action) => paceOf(action, undefined, "cn-hangzhou"));
        assert.equal(new Set(gates.map(({ limit }) => limit)).size, 1);
        assert.ok(gates.every(({ rate }) => rate.perSecond === undefined));
    });

    describe("as used", () => {
        let world: AlibabaFixture;
        beforeEach(async () => {
            world = await AlibabaFixture.start();
        });
        afterEach(() => world.close());

        it("every question for the state of a task passes that one gate", async () => {
            const ticket = await world.ticket("1.4.2");
            const backup = { ...spec, source: { ...source, instanceId: "cri-backup" } };
            const other = await world.ticket("1.4.1", "1.4.1", backup);
            world.limits.passed.length = 0;
            world.emulator.requests.clear();
            await world.adapter.underway(spec, [ticket.copy], world.options);
            await world.adapter.look([ticket], world.options);
            await world.adapter.look([other], world.options);
            await world.adapter.detail(ticket, world.options);
            const { limit, rate } = paceOf("GetRepoSyncTask", undefined, "");
            const passed = world.limits.passed.filter(({ name }) => name === limit);
            assert.equal(passed.length, world.emulator.requests.count({ action: /RepoSyncTask$/ }));
            assert.equal(passed.length, 4);
            assert.deepEqual(passed[0]?.rate, rate);
        });

        it("while a list waits for its turn all who ask share it; who asks later gets a later one", async () => {
            const ticket = await world.ticket("1.4.2");
            const shut = new ShutLimits(world.clock);
            const adapter = world.connect({}, shut);
            const ask = () => adapter.look([ticket], world.options);
            const early = [ask(), ask(), adapter.underway(spec, [ticket.copy], world.options)];
            await new Promise((resolve) => setTimeout(resolve, 20));
            early.push(ask());
            shut.release();
            await Promise.all(early);
            assert.equal(world.requests("ListRepoSyncTask"), 1);
            await ask();
            assert.equal(world.requests("ListRepoSyncTask"), 2);
        });

        it("a list that failed is not shared with who asks later", async () => {
            const ticket = await world.ticket("1.4.2");
            world.emulator.faults.add({ action: "ListRepoSyncTask", kind: "serverError", times: 5 });
            await assert.rejects(world.adapter.look([ticket], world.options));
            assert.equal((await world.adapter.look([ticket], world.options)).size, 1);
        });

        it("a start whose time is up while it waits for its turn is not sent", async () => {
            const shut = new ShutLimits(world.clock);
            const starting = world.connect({}, shut).start(spec, [copyOf("1.4.2")], world.options);
            await new Promise((resolve) => setTimeout(resolve, 20));
            world.clock.advance(61_000);
            shut.release();
            const error = errorIn((await starting).get("1.4.2"));
            assert.match(String(error), /not begun: the time for it was up/);
            assert.equal(world.emulator.requests.count({}), 0);
        });
    });

    it("100 starts where 20 a second are allowed: fewer than 5 in 100 are throttled", async function () {
        this.timeout(60_000);
        const environment = new TestEnvironment();
        const emulator = await startEmulator();
        try {
            for (let n = 0; n < 100; n++) {
                emulator.alibaba.pushTag("cri-hub", "prod", "api", `n-${n}`);
            }
            emulator.alibaba.enforceRateLimits(20);
            const adapter = new AlibabaImages(Session.from((key) => emulator.config[key]));
            const copies = Array.from({ length: 100 }, (_, n) => copyOf(`n-${n}`));
            const outcomes = await adapter.start(spec, copies, { deadline: Date.now() + 60_000 });
            assert.equal([...outcomes.values()].filter((outcome) => "ticket" in outcome).length, 100);
            assert.ok(emulator.requests.count({ action: "CreateRepoSyncTask" }) < 105);
        } finally {
            await emulator.close();
            environment.restore();
        }
    });
});
