import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator, type HuaweiKey } from "../../../emulator";
import { ownerDomainId } from "../../../emulator/huawei/credentials";
import { dateOf, outcome, pathOf, send } from "./clients";

const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "prod" };

describe("Huawei: the console of image syncs", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const sync = (...tags: string[]): unknown =>
        emulator.huawei.startSync({
            ...target,
            region: "cn-north-4",
            domainId: ownerDomainId,
            namespace: "team",
            repository: "api",
            tags,
            override: true,
            operatorId: ownerDomainId,
            operatorName: "admin",
        });
    const statuses = (region = "cn-north-4", path = "team/api"): string[] =>
        emulator.huawei.syncJobs(region, path).map((each) => `${each.tag} ${each.status}`);
    const copied = (tag: string): string | undefined =>
        emulator.huawei.findTag("ap-southeast-3", "prod/api", tag)?.digest;

    for (const status of ["failed", "timeout", "cancel", "existed", "success"] as const) {
        it(`lets the next two jobs end with ${status}, in time, without a copy`, () => {
            emulator.huawei.syncSeconds = 4;
            emulator.huawei.failNext({ status, times: 2 });
            sync("1.0.0", "1.1.0", "latest");
            clock.advance(3999);
            assert.deepEqual(statuses(), ["1.0.0 running", "1.1.0 running", "latest running"]);
            clock.advance(1);
            assert.deepEqual(statuses(), [`1.0.0 ${status}`, `1.1.0 ${status}`, "latest success"]);
            assert.equal(copied("1.0.0"), undefined);
            assert.notEqual(copied("latest"), undefined);
        });
    }

    it("means one tag where told, and refuses to mean none", () => {
        emulator.huawei.failNext({ status: "failed", tag: "1.1.0" });
        sync("1.0.0", "1.1.0");
        sync("1.1.0");
        assert.deepEqual(statuses(), ["1.0.0 success", "1.1.0 failed", "1.1.0 success"]);
        assert.throws(() => emulator.huawei.failNext({ status: "failed", times: 0 }), /times is 0/);
        assert.throws(() => (emulator.huawei.syncSeconds = -1), /syncSeconds is -1/);
    });

    it("goes on until told otherwise", () => {
        emulator.huawei.failNext({ status: "failed", times: Infinity });
        sync("1.0.0");
        sync("1.0.0");
        emulator.huawei.clearPlans();
        sync("1.0.0");
        assert.deepEqual(statuses(), ["1.0.0 failed", "1.0.0 failed", "1.0.0 success"]);
    });

    for (const status of ["waiting", "running"] as const) {
        it(`keeps a job ${status} until it is released`, () => {
            emulator.huawei.syncSeconds = 10;
            emulator.huawei.holdNext({ status });
            assert.deepEqual(sync("1.0.0", "1.1.0"), { succeeded: ["1.1.0"], failed: [] });
            clock.advance(3_600_000);
            assert.deepEqual(statuses(), [`1.0.0 ${status}`, "1.1.0 success"]);
            emulator.huawei.releaseJobs();
            assert.deepEqual(statuses(), ["1.0.0 running", "1.1.0 success"]);
            clock.advance(10_000);
            assert.deepEqual(statuses(), ["1.0.0 success", "1.1.0 success"]);
        });
    }

    it("lets rows vanish: of jobs to come, and of those that are there", () => {
        emulator.huawei.syncSeconds = 10;
        emulator.huawei.vanishNext();
        sync("1.0.0");
        clock.advance(9999);
        assert.deepEqual(statuses(), ["1.0.0 running"]);
        clock.advance(1);
        assert.deepEqual([statuses(), copied("1.0.0")], [[], undefined]);
        sync("1.0.0", "1.1.0");
        emulator.huawei.removeJobs("cn-north-4", "team/api", "1.0.0");
        assert.deepEqual(statuses(), ["1.1.0 waiting"]);
        clock.advance(10_000);
        assert.deepEqual([copied("1.0.0"), copied("1.1.0") === undefined], [undefined, false]);
        emulator.huawei.removeJobs("cn-north-4", "team/api");
        assert.deepEqual(statuses(), []);
    });

    it("makes a job of every push that a rule takes, and comes to rest when rules copy in a circle", () => {
        emulator.huawei.syncSeconds = 10;
        const back = { remoteRegionId: "cn-north-4", remoteNamespace: "team" };
        emulator.huawei.addRule("cn-north-4", "team/api", { ...target, override: true });
        emulator.huawei.addRepository("ap-southeast-3", "prod/api");
        emulator.huawei.addRule("ap-southeast-3", "prod/api", { ...back, override: true });
        emulator.huawei.pushTag("cn-north-4", "team/api", "2.0.0", { content: "second" });
        assert.deepEqual(statuses(), ["2.0.0 waiting"]);
        clock.advance(10_000);
        assert.deepEqual(statuses(), ["2.0.0 success"]);
        clock.advance(10_000);
        assert.deepEqual(statuses("ap-southeast-3", "prod/api"), ["2.0.0 success"]);
        assert.deepEqual(statuses(), ["2.0.0 success"]);
        assert.equal(copied("2.0.0"), emulator.huawei.findTag("cn-north-4", "team/api", "2.0.0")?.digest);
    });

    it("keeps the row of a rule that leads nowhere", () => {
        emulator.huawei.addRule("cn-north-4", "team/api", { ...target, remoteNamespace: "nowhere" });
        emulator.huawei.pushTag("cn-north-4", "team/api", "2.0.0");
        assert.deepEqual(statuses(), ["2.0.0 failed"]);
    });

    it("forgets the jobs of a repository, and of an organization, that is removed", () => {
        sync("1.0.0");
        emulator.huawei.removeRepository("cn-north-4", "team/api");
        assert.deepEqual(emulator.huawei.syncJobs("cn-north-4"), []);
        sync("1.0.0");
        emulator.huawei.removeOrganization("cn-north-4", "team");
        assert.deepEqual(emulator.huawei.syncJobs("cn-north-4"), []);
    });

    it("throttles each operation of an account beyond the calls of a second, when told to", async () => {
        const ask = async (what: string, key?: HuaweiKey): Promise<string> => {
            const query: [string, string][] = [["filter", "limit::1|offset::0"]];
            const path = pathOf("team/api", what);
            return outcome(await send(emulator, { path, query, key, date: dateOf(clock.now()) }));
        };
        emulator.huawei.enforceRateLimits(2);
        assert.deepEqual([await ask("tags"), await ask("tags"), await ask("tags")], ["200", "200", "429 APIGW.0308"]);
        assert.equal(await ask("tags", emulator.credentials.huawei.spare), "429 APIGW.0308");
        assert.equal(await ask("sync_job"), "200");
        clock.advance(1000);
        assert.equal(await ask("tags"), "200");
        assert.throws(() => emulator.huawei.enforceRateLimits(-1), /perSecond is -1/);
        emulator.huawei.enforceRateLimits(Infinity);
        assert.deepEqual([await ask("tags"), await ask("tags"), await ask("tags")], ["200", "200", "200"]);
    });
});
