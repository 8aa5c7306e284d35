import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Emulator, startEmulator } from "../../emulator";
import { makeProvider } from "../../provider";
import { alibabaCase } from "./clouds/alibabaCase";
import type { Args, CloudCase } from "./clouds/case";
import { huaweiCase } from "./clouds/huaweiCase";
import { tencentCase } from "./clouds/tencentCase";
import { TestEnvironment } from "./fakes/environment";
import { KeptMessages } from "./fakes/messages";

/** The engine's default on two cores. */
const parallel = 8;
const page = 100;
const mostLists = (n: number) => Math.ceil(n / parallel) * Math.ceil(n / page) + 5;

/** Runs `act` on every item, at most `parallel` at once, in order: as the engine takes its steps. */
async function steps<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    let next = 0;
    const worker = async () => {
        for (let at = next++; at < items.length; at = next++) {
            results[at] = await act(items[at] as T);
        }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return results;
}

describe("requests of a whole stack", function () {
    this.timeout(60_000);
    let environment: TestEnvironment;
    let emulator: Emulator;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    /** A new process of the engine. */
    const start = (): ResourceProvider =>
        makeProvider("RepoSyncRule", (key) => emulator.config[key], new KeptMessages());
    const count = (action: string | undefined) => (action === undefined ? 0 : emulator.requests.count({ action }));
    const urn = (n: number) => `urn:pulumi:dev::project::rule::rule-${n}`;
    const programOf = (row: CloudCase, n: number): Args[] =>
        Array.from({ length: n }, (_, at) => ({ ...row.args(at), __urn: urn(at) }));

    async function checked(provider: ResourceProvider, olds: readonly Args[], news: readonly Args[]): Promise<Args[]> {
        const inputs: Args[] = [];
        for (const [at, each] of news.entries()) {
            const result = await provider.check?.(olds[at] ?? {}, each);
            assert.deepEqual(result?.failures, []);
            inputs.push(result?.inputs as Args);
        }
        return inputs;
    }

    /** The outputs of every rule, made as by `pulumi up`. */
    async function up(program: readonly Args[]): Promise<Args[]> {
        const provider = start();
        const inputs = await checked(provider, [], program);
        const made = await steps(inputs, (each) => provider.create(each));
        return made.map(({ outs }) => outs as Args);
    }

    for (const row of [alibabaCase, tencentCase]) {
        for (const n of [1, 10, 100]) {
            it(`${row.cloud}: ${n} rules: create, no change, refresh, destroy`, async () => {
                const state = await up(programOf(row, n));
                assert.equal(row.count(emulator), n);
                assert.equal(count(row.actions.create), n);
                assert.equal(count(row.actions.update), 0);
                assert.ok(count(row.actions.list) <= mostLists(n), `create: ${count(row.actions.list)} lists`);

                emulator.requests.clear();
                const unchanged = start();
                const inputs = await checked(unchanged, state, programOf(row, n));
                for (const [at, news] of inputs.entries()) {
                    assert.equal((await unchanged.diff?.("id", state[at], news))?.changes, false);
                }
                assert.equal(emulator.requests.count(), 0);

                const refresh = start();
                const seen = await steps(
                    state,
                    (each) => refresh.read?.("id", each) ?? Promise.reject(new Error("no such method")),
                );
                assert.deepEqual(
                    seen.map(({ props }) => props as unknown),
                    state,
                );
                assert.ok(count(row.actions.list) <= 4, `refresh: ${count(row.actions.list)} lists`);
                assert.equal(emulator.requests.count(), count(row.actions.list));

                emulator.requests.clear();
                const destroy = start();
                await steps(
                    state,
                    (each) => destroy.delete?.("id", each) ?? Promise.reject(new Error("no such method")),
                );
                assert.equal(row.count(emulator), 0);
                assert.equal(emulator.requests.count(), n);
            });
        }
    }

    it("alibaba: 120 rules, more than a page: a refresh is still few lists", async () => {
        for (let n = 0; n < 120; n++) {
            alibabaCase.add(emulator, n);
        }
        const state = await up(programOf(alibabaCase, 120));
        assert.equal(count("CreateRepoSyncRule"), 0);
        emulator.requests.clear();
        const refresh = start();
        await steps(state, (each) => refresh.read?.("id", each) ?? Promise.reject(new Error("no such method")));
        assert.ok(count("ListRepoSyncRule") <= 4, `${count("ListRepoSyncRule")} lists`);
    });

    it("tencent: a change of every rule is one write each", async () => {
        const n = 40;
        const state = await up(programOf(tencentCase, n));
        emulator.requests.clear();
        const provider = start();
        const changed = programOf(tencentCase, n).map((args) => ({ ...args, description: "changed" }));
        const inputs = await checked(provider, state, changed);
        for (const [at, news] of inputs.entries()) {
            assert.equal((await provider.diff?.("id", state[at], news))?.changes, true);
        }
        const indices = inputs.map((_, at) => at);
        await steps(
            indices,
            (at) => provider.update?.("id", state[at], inputs[at]) ?? Promise.reject(new Error("no such method")),
        );
        assert.equal(count("ModifyReplication"), n);
        assert.ok(
            count("DescribeReplicationPolicies") <= mostLists(n),
            `${count("DescribeReplicationPolicies")} lists`,
        );
        assert.ok(emulator.tencent.rules("tcr-gz").every(({ description }) => description === "changed"));
    });

    it("tencent: the published rates are kept to: nothing is throttled", async () => {
        emulator.tencent.enforceRateLimits(true);
        await up(programOf(tencentCase, 50));
        assert.equal(count("ManageReplication"), 50);
    });

    it("huawei: a repository is asked once for everybody who asks at that moment", async () => {
        const targets = ["ap-southeast-1", "ap-southeast-3", "cn-east-3", "cn-south-1", "cn-north-1", "cn-east-2"];
        const program = targets.map((region, at) => ({
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
            target: { cloud: "huawei", region },
            __urn: urn(at),
        }));
        const state = await up(program);
        assert.equal(count("CreateImageSyncRepo"), targets.length);
        assert.ok(
            count(huaweiCase.actions.list) <= mostLists(targets.length),
            `create: ${count(huaweiCase.actions.list)} lists`,
        );
        emulator.requests.clear();
        const refresh = start();
        await steps(state, (each) => refresh.read?.("id", each) ?? Promise.reject(new Error("no such method")));
        assert.equal(count(huaweiCase.actions.list), 1);
    });

    it("three clouds in one program: each rule in its own cloud, one list of each for a refresh", async () => {
        const program = [alibabaCase, tencentCase, huaweiCase].flatMap((row, at) => {
            row.prepare(emulator, 3);
            return [0, 1, 2].map((n) => ({ ...row.args(n), __urn: urn(10 * at + n) }));
        });
        const state = await up(program);
        assert.deepEqual(
            [alibabaCase, tencentCase, huaweiCase].map((row) => row.count(emulator)),
            [3, 3, 3],
        );
        emulator.requests.clear();
        const refresh = start();
        await steps(state, (each) => refresh.read?.("id", each) ?? Promise.reject(new Error("no such method")));
        assert.deepEqual(
            [alibabaCase, tencentCase, huaweiCase].map(({ actions }) => count(actions.list)),
            [1, 1, 3],
        );
    });
});
