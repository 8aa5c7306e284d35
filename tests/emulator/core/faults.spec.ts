import assert from "node:assert/strict";
import { type Emulator, type Fault, ManualClock, startEmulator } from "../../../emulator";
import { createRule, listRules, ruleNames } from "./requests";

describe("faults", () => {
    const clock = new ManualClock(Date.now());
    let emulator: Emulator;
    beforeEach(async () => {
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const reset = { code: "ECONNRESET" };
    const kinds: { fault: Fault; error: object; acts: boolean; status: number }[] = [
        { fault: { kind: "reset" }, error: reset, acts: false, status: 0 },
        { fault: { kind: "answerLost" }, error: reset, acts: true, status: 0 },
        { fault: { kind: "truncated" }, error: { message: /aborted|JSON/ }, acts: true, status: 0 },
        { fault: { kind: "html" }, error: { name: "SyntaxError" }, acts: false, status: 502 },
        { fault: { kind: "html200" }, error: { name: "SyntaxError" }, acts: false, status: 200 },
        {
            fault: { kind: "throttle" },
            error: { code: "Throttling.User", statusCode: 400, retryAfter: 200 },
            acts: false,
            status: 400,
        },
        {
            fault: { kind: "throttle403" },
            error: { code: "Throttling.Api", statusCode: 403 },
            acts: false,
            status: 403,
        },
        { fault: { kind: "serverError" }, error: { code: "SystemError", statusCode: 500 }, acts: false, status: 500 },
        { fault: { kind: "unauthorized" }, error: { code: "InvalidAccessKeyId.NotFound" }, acts: false, status: 404 },
        { fault: { kind: "forbidden" }, error: { code: "NoPrivilege", statusCode: 403 }, acts: false, status: 403 },
        { fault: { kind: "actThenError" }, error: { code: "SystemError", statusCode: 500 }, acts: true, status: 500 },
    ];
    for (const { fault, error, acts, status } of kinds) {
        it(`${fault.kind}: ${acts ? "acts" : "does not act"}, once, and is on record`, async () => {
            emulator.faults.add(fault);
            await assert.rejects(createRule(emulator, "first"), error);
            assert.deepEqual(ruleNames(emulator), acts ? ["first"] : []);
            const [record] = emulator.requests.all();
            assert.deepEqual(
                [record?.action, record?.fault, record?.status],
                ["CreateRepoSyncRule", fault.kind, status],
            );
            assert.equal((await createRule(emulator, "second")).IsSuccess, true);
        });
    }

    it("quota: the service's refusal, HTTP 200", async () => {
        emulator.faults.add({ kind: "quota" });
        const answer = await createRule(emulator, "first");
        assert.deepEqual([answer.IsSuccess, answer.Code], [false, "SYNC_RULE_QUOTA_EXCEEDED"]);
        assert.deepEqual(ruleNames(emulator), []);
    });

    it("latency: acts, and answers later than a request that came after it", async () => {
        emulator.faults.add({ kind: "latency", millis: 150 });
        const order: string[] = [];
        const slow = createRule(emulator, "slow").then(() => order.push("slow"));
        while (emulator.requests.count() === 0) {
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        assert.deepEqual(ruleNames(emulator), ["slow"]);
        await createRule(emulator, "quick").then(() => order.push("quick"));
        await slow;
        assert.deepEqual(order, ["quick", "slow"]);
    });

    it("hang: no answer until the emulator closes", async () => {
        emulator.faults.add({ kind: "hang" });
        const hanging = assert.rejects(listRules(emulator));
        while (emulator.requests.count() === 0) {
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const first = await Promise.race([hanging.then(() => "ended"), listRules(emulator).then(() => "next")]);
        assert.equal(first, "next");
        await emulator.close();
        await hanging;
    });

    describe("stale", () => {
        it("answers one read as before the last change", async () => {
            await createRule(emulator, "first");
            await createRule(emulator, "second");
            emulator.faults.add({ kind: "stale" });
            assert.deepEqual(await listRules(emulator), ["first"]);
            assert.deepEqual(await listRules(emulator), ["first", "second"]);
        });

        it("sees changes made at the console, too", async () => {
            const rule = { name: "r", instanceId: "cri-hub", namespace: "prod", targetInstanceId: "cri-sg" };
            emulator.alibaba.addRule(rule);
            emulator.faults.add({ kind: "stale" });
            assert.deepEqual(await listRules(emulator), []);
        });

        it("answers as some time ago", async () => {
            await createRule(emulator, "first");
            clock.advance(1000);
            await createRule(emulator, "second");
            clock.advance(1000);
            await createRule(emulator, "third");
            emulator.faults.add({ kind: "stale", millis: 500 });
            emulator.faults.add({ kind: "stale", millis: 1500 });
            emulator.faults.add({ kind: "stale", millis: 60_000 });
            assert.deepEqual(await listRules(emulator), ["first", "second"]);
            assert.deepEqual(await listRules(emulator), ["first"]);
            assert.deepEqual(await listRules(emulator), []);
        });

        it("leaves writes alone, and waits for a read", async () => {
            emulator.faults.add({ kind: "stale" });
            await createRule(emulator, "first");
            assert.deepEqual(await listRules(emulator), []);
            assert.deepEqual(ruleNames(emulator), ["first"]);
        });
    });

    describe("which requests", () => {
        it("skip and times", async () => {
            emulator.faults.add({ kind: "serverError", skip: 1, times: 2 });
            const outcomes = [];
            for (let index = 0; index < 4; index += 1) {
                outcomes.push(
                    await listRules(emulator).then(
                        () => "ok",
                        () => "failed",
                    ),
                );
            }
            assert.deepEqual(outcomes, ["ok", "failed", "failed", "ok"]);
        });

        it("until cleared", async () => {
            emulator.faults.add({ kind: "serverError", times: Infinity });
            await assert.rejects(listRules(emulator));
            await assert.rejects(listRules(emulator));
            emulator.faults.clear();
            assert.deepEqual(await listRules(emulator), []);
        });

        const filters: { filter: Partial<Fault>; hit: boolean }[] = [
            { filter: { action: "ListRepoSyncRule" }, hit: true },
            { filter: { action: "ListRepo" }, hit: false },
            { filter: { action: /^List/g }, hit: true },
            { filter: { action: /^Create/ }, hit: false },
            { filter: { cloud: "alibaba" }, hit: true },
            { filter: { cloud: "tencent" }, hit: false },
        ];
        for (const { filter, hit } of filters) {
            it(`${String(filter.action ?? filter.cloud)} ${hit ? "hits" : "does not hit"} a list`, async () => {
                emulator.faults.add({ kind: "serverError", ...filter });
                const failed = await listRules(emulator).then(
                    () => false,
                    () => true,
                );
                assert.equal(failed, hit);
            });
        }

        it("one fault per request, in the order of adding", async () => {
            emulator.faults.add({ kind: "serverError" });
            emulator.faults.add({ kind: "forbidden" });
            await assert.rejects(listRules(emulator), { code: "SystemError" });
            await assert.rejects(listRules(emulator), { code: "NoPrivilege" });
            assert.deepEqual(await listRules(emulator), []);
        });
    });

    for (const wrong of [{ skip: -1 }, { times: 0 }, { millis: -1 }, { times: NaN }]) {
        it(`refuses ${Object.keys(wrong).join()} = ${Object.values(wrong).join()}`, () => {
            assert.throws(() => emulator.faults.add({ kind: "reset", ...wrong }), RangeError);
        });
    }
});
