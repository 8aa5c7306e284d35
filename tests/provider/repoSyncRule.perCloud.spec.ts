import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import type { RuleCloud, RuleSpec } from "../../provider/model";
import { RuleLifecycle, type RuleState } from "../../provider/repoSyncRule";
import { PartialFailure } from "../../provider/partial";
import { valueAt, withValueAt } from "../../provider/paths";
import { Session } from "../../provider/process/session";
import { alibabaCase } from "./clouds/alibabaCase";
import { type Args, type CloudCase, capabilities, type Life, port, specOf } from "./clouds/case";
import { huaweiCase } from "./clouds/huaweiCase";
import { tencentCase } from "./clouds/tencentCase";
import { FakeClock } from "./fakes/clock";
import { TestEnvironment } from "./fakes/environment";
import { KeptMessages } from "./fakes/messages";

describe("the life of a rule, in what one cloud has alone", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    let clock: FakeClock;
    let messages: KeptMessages;
    beforeEach(async () => {
        environment = new TestEnvironment();
        clock = new FakeClock();
        emulator = await startEmulator({ clock });
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    function start(cloud: RuleCloud): Life {
        messages = new KeptMessages();
        const session = Session.from((key) => emulator.config[key], clock);
        return new RuleLifecycle(capabilities(cloud), port(cloud, session), clock, messages);
    }
    const state = async (cloud: RuleCloud, spec: RuleSpec) =>
        (await start(cloud).create(spec)).outs as unknown as RuleState;
    const requests = (action: string) => emulator.requests.count({ action });
    const changed = (row: CloudCase, changes: Args): RuleSpec =>
        Object.entries(changes).reduce(
            (spec, [path, value]) => withValueAt(spec, path, value),
            specOf(row.cloud, row.args(0)),
        );

    describe("tencent", () => {
        const spec = specOf("tencent", tencentCase.args(0));
        const modified = () => requests("ModifyReplication");
        const rule = () => emulator.tencent.findRule("tcr-gz", "rule-0");

        it("a rule that is taken over gets one ModifyReplication: what cannot be read is made true too", async () => {
            tencentCase.add(emulator, 0);
            emulator.tencent.changeRule("tcr-gz", "rule-0", { deletion: true });
            await start("tencent").create(spec);
            assert.deepEqual([modified(), requests("ManageReplication"), rule()?.deletion], [1, 0, false]);
        });

        it("a new rule takes no ModifyReplication", async () => {
            await start("tencent").create(spec);
            assert.equal(modified(), 0);
        });

        const inPlace: [string, unknown][] = [
            ["description", "new"],
            ["override", true],
            ["enabled", false],
            ["artifacts", "chart"],
            ["tagFilter", "v2.*"],
            ["target.namespace", "staging"],
            ["source.repository", "api"],
            ["replicateDeletions", true],
        ];
        for (const [path, value] of inPlace) {
            it(`update: ${path} is changed in place, by one ModifyReplication`, async () => {
                const recorded = await state("tencent", spec);
                const { outs } = await start("tencent").update(recorded, changed(tencentCase, { [path]: value }));
                assert.equal(valueAt(outs, path), value);
                assert.equal(outs?.ruleId, recorded.ruleId);
                assert.deepEqual([modified(), requests("DeleteReplicationRule")], [1, 0]);
            });
        }

        it("update: replicateDeletions, which is never given back, arrives", async () => {
            const recorded = await state("tencent", spec);
            await start("tencent").update(recorded, changed(tencentCase, { replicateDeletions: true }));
            assert.equal(rule()?.deletion, true);
        });

        it("update: from what is observed: the console was quicker, nothing is written", async () => {
            const recorded = await state("tencent", spec);
            emulator.tencent.changeRule("tcr-gz", "rule-0", { description: "new" });
            await start("tencent").update(recorded, changed(tencentCase, { description: "new" }));
            assert.equal(modified(), 0);
        });

        it("update: what somebody changed beside it is set right in the same call", async () => {
            const recorded = await state("tencent", spec);
            emulator.tencent.changeRule("tcr-gz", "rule-0", { override: true });
            await start("tencent").update(recorded, changed(tencentCase, { description: "new" }));
            assert.deepEqual([rule()?.override, rule()?.description, modified()], [false, "new", 1]);
        });

        for (const kind of ["answerLost", "actThenError", "truncated", "serverError", "reset", "throttle"] as const) {
            it(`update: ${kind} is outlived`, async () => {
                const recorded = await state("tencent", spec);
                emulator.faults.add({ action: "ModifyReplication", kind });
                const { outs } = await start("tencent").update(recorded, changed(tencentCase, { description: "new" }));
                assert.deepEqual([outs?.description, rule()?.description], ["new", "new"]);
            });
        }

        it("update: a list that lags behind the change is waited for", async () => {
            const recorded = await state("tencent", spec);
            emulator.faults.add({ action: "DescribeReplicationPolicies", kind: "stale", skip: 1, times: 2 });
            const { outs } = await start("tencent").update(recorded, changed(tencentCase, { description: "new" }));
            assert.equal(outs?.description, "new");
        });

        it("enabled: false is made by create and one ModifyReplication, and a lost answer there is outlived", async () => {
            const off = changed(tencentCase, { enabled: false });
            emulator.faults.add({ action: "ModifyReplication", kind: "answerLost" });
            const recorded = await state("tencent", off);
            assert.deepEqual([recorded.ruleId !== undefined, rule()?.enabled], [true, false]);
        });

        it("enabled: false, killed between the two calls: the next create switches it off, without adopt", async () => {
            tencentCase.add(emulator, 0);
            await start("tencent").create(changed(tencentCase, { enabled: false }));
            assert.equal(rule()?.enabled, false);
        });

        it("enabled: false, switching off refused: recorded as partial, with the reason", async () => {
            emulator.faults.add({ action: "ModifyReplication", kind: "forbidden", times: Infinity });
            const failing = start("tencent").create(changed(tencentCase, { enabled: false }));
            await assert.rejects(failing, (error: unknown) => {
                assert.ok(error instanceof PartialFailure);
                assert.match(error.reasons.join(), /tencent ModifyReplication/);
                return true;
            });
            assert.ok(rule());
        });

        it("adopt: another destination registry is reached by making the rule anew", async () => {
            emulator.tencent.addRule("tcr-gz", {
                name: "rule-0",
                destinationRegistryId: "tcr-bj",
                filters: [{ type: "name", value: "prod/team/service" }],
            });
            await start("tencent").create({ ...spec, adopt: true });
            assert.deepEqual([rule()?.destinationRegistryId, emulator.tencent.rules("tcr-gz").length], ["tcr-sg", 1]);
        });

        it("delete: executions that are still running are waited for", async () => {
            const all = changed(tencentCase, { tagFilter: undefined });
            const recorded = await state("tencent", all);
            emulator.tencent.executionSeconds = 5;
            emulator.tencent.pushTag("tcr-gz", "prod/team/service", "v1.0.0");
            await start("tencent").delete(recorded);
            assert.equal(rule(), undefined);
            assert.ok(requests("DeleteReplicationRule") > 1);
        });

        it("delete: executions that never end are an error in time, that says so", async () => {
            const all = { ...changed(tencentCase, { tagFilter: undefined }), __timeouts: { delete: 30 } };
            const recorded = await state("tencent", all);
            emulator.tencent.executionSeconds = 86_400;
            emulator.tencent.pushTag("tcr-gz", "prod/team/service", "v1.0.0");
            await assert.rejects(start("tencent").delete(recorded), { kind: "conflict", message: /still running/ });
        });

        it("a grant that is none, and one that does not open the target, are errors with what to do", async () => {
            const wrong = changed(tencentCase, {
                "target.grant": "tencent-other",
                "target.instanceId": "tcr-partner",
                "target.region": "ap-shanghai",
            });
            await assert.rejects(start("tencent").create(wrong), {
                kind: "unauthorized",
                message: /tencent-other is not a grant/,
            });
            emulator.tencent.removeGrant(emulator.credentials.tencent.grant.token);
            await assert.rejects(start("tencent").create(withValueAt(wrong, "target.grant", "tencent-grant")), {
                kind: "unauthorized",
                message: /ErrorTcrUnauthorized/,
            });
        });

        it("the region's number is looked up once, and known without the right to ask", async () => {
            emulator.faults.add({ action: "DescribeRegions", kind: "forbidden", times: Infinity });
            const life = start("tencent");
            await life.create(spec);
            await life.create(specOf("tencent", tencentCase.args(1)));
            assert.deepEqual([requests("DescribeRegions"), emulator.tencent.rules("tcr-gz").length], [1, 2]);
        });
    });

    describe("huawei", () => {
        const spec = specOf("huawei", huaweiCase.args(0));
        const to = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };
        const hide = () => emulator.huawei.addRule("cn-north-4", "team/backend/orders", { ...to, syncAuto: false });
        const rules = () => emulator.huawei.rules("cn-north-4").map(({ syncAuto }) => syncAuto);

        it("a hidden rule (syncAuto false) is an error that says so and what to do", async () => {
            hide();
            await assert.rejects(start("huawei").create(spec), { message: /does not list.*adopt: true/ });
            assert.deepEqual([rules(), requests("DeleteImageSyncRepo")], [[false], 0]);
        });

        it("with adopt, a hidden rule is removed and made anew", async () => {
            hide();
            await start("huawei").create({ ...spec, adopt: true });
            assert.deepEqual(rules(), [true]);
        });

        it("with adopt, a refusal for another reason stays an error, and nothing goes round in circles", async () => {
            emulator.faults.add({ action: "CreateImageSyncRepo", kind: "quota", times: Infinity });
            await assert.rejects(start("huawei").create({ ...spec, adopt: true }), { message: /4000097/ });
            assert.ok(requests("CreateImageSyncRepo") <= 2);
        });

        it("a source repository that is missing is an error that names it, at create", async () => {
            const missing = changed(huaweiCase, { "source.repository": "missing" });
            await assert.rejects(start("huawei").create(missing), {
                kind: "notFound",
                message: /team\/missing in cn-north-4/,
            });
        });

        it("a target organization that is missing, which SWR accepts in silence, is a warning that names it", async () => {
            const nowhere = changed(huaweiCase, { "target.namespace": "nowhere" });
            await start("huawei").create(nowhere);
            assert.equal(messages.warnings.length, 1);
            assert.match(messages.warnings[0] ?? "", /nowhere.*ap-southeast-3/);
        });

        it("a target organization that is there is no warning", async () => {
            await start("huawei").create(spec);
            assert.deepEqual(messages.warnings, []);
        });
    });

    describe("alibaba", () => {
        const spec = specOf("alibaba", alibabaCase.args(0));
        const missing: [string, Args, RegExp][] = [
            [
                "source instance",
                { "source.instanceId": "cri-none" },
                /instance "cri-none" not found in cn-hangzhou.*INSTANCE_NOT_EXIST/,
            ],
            ["target instance", { "target.instanceId": "cri-none" }, /"cri-none".*INSTANCE_NOT_EXIST/],
            [
                "source namespace",
                { "source.namespace": "none" },
                /namespace "none" not found in cri-hub.*NAMESPACE_NOT_EXIST/,
            ],
            ["target namespace", { "target.namespace": "none" }, /"none" in cri-sg.*NAMESPACE_NOT_EXIST/],
            [
                "source repository",
                { "source.repository": "none" },
                /repository "none" not found in cri-hub\/prod.*REPO_NOT_EXIST/,
            ],
            [
                "repository that the target's namespace does not make by itself",
                { "target.namespace": "base", "target.repository": "none" },
                /"none" in cri-sg.*REPO_NOT_EXIST/,
            ],
        ];
        for (const [name, changes, message] of missing) {
            it(`create: a missing ${name} is named at once`, async () => {
                await assert.rejects(start("alibaba").create(changed(alibabaCase, changes)), {
                    kind: "notFound",
                    message,
                });
                assert.ok(requests("CreateRepoSyncRule") <= 1);
            });
        }

        it("an instance that is not running is named", async () => {
            emulator.alibaba.changeInstance("cri-hub", { status: "STOPPED" });
            await assert.rejects(start("alibaba").create(spec), {
                kind: "unsupported",
                message: /"cri-hub" is not running/,
            });
        });

        it("the target instance's own list shows the rule too: it is not taken for one of its own", async () => {
            await start("alibaba").create(spec);
            const back = specOf("alibaba", {
                name: "rule-0",
                source: {
                    cloud: "alibaba",
                    region: "ap-southeast-1",
                    instanceId: "cri-sg",
                    namespace: "prod",
                    repository: "api",
                },
                target: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub" },
            });
            await start("alibaba").create(back);
            assert.equal(emulator.alibaba.rules().length, 2);
            assert.deepEqual(messages.infos, []);
        });

        it("read: accountId and account, which no list shows, stay as recorded", async () => {
            const recorded = await state("alibaba", specOf("alibaba", alibabaCase.everything));
            const { props, inputs } = await start("alibaba").read(recorded);
            assert.equal(valueAt(props, "target.accountId"), "1000000000000002");
            assert.equal(valueAt(inputs, "target.accountId"), "1000000000000002");
        });

        it("duplicates are listed by name and id", async () => {
            alibabaCase.add(emulator, 0);
            alibabaCase.add(emulator, 0);
            const [one, two] = emulator.alibaba.rules().map(({ id }) => id);
            await assert.rejects(start("alibaba").create(spec), {
                message: new RegExp(`"rule-0" ${one} .*"rule-0" ${two} `),
            });
        });
    });
});
