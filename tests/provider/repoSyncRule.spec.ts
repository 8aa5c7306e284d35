import assert from "node:assert/strict";
import { type Emulator, type Fault, startEmulator } from "../../emulator";
import { RuleLifecycle, type RuleState } from "../../provider/repoSyncRule";
import type { RuleSpec } from "../../provider/model";
import { formatId } from "../../provider/identity";
import { naturalKey } from "../../provider/rules/identity";
import { PartialFailure } from "../../provider/partial";
import { valueAt, withValueAt } from "../../provider/paths";
import { Session } from "../../provider/process/session";
import { alibabaCase } from "./clouds/alibabaCase";
import { type Args, capabilities, type Life, port, specOf } from "./clouds/case";
import { huaweiCase } from "./clouds/huaweiCase";
import { tencentCase } from "./clouds/tencentCase";
import { FakeClock } from "./fakes/clock";
import { TestEnvironment } from "./fakes/environment";
import { KeptMessages } from "./fakes/messages";

const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/imagesync:RepoSyncRule::one";

for (const row of [alibabaCase, tencentCase, huaweiCase]) {
    describe(`${row.cloud}: the life of a rule`, () => {
        const rules = capabilities(row.cloud);
        const spec = { ...specOf(row.cloud, row.args(0)), __urn: urn };
        const changed = withValueAt(spec, row.change.path, row.change.value);
        const { create, remove, list } = row.actions;
        const update = row.actions.update ?? "no such action";
        let environment: TestEnvironment;
        let emulator: Emulator;
        let clock: FakeClock;
        let messages: KeptMessages;
        let rule: Life;

        beforeEach(async () => {
            environment = new TestEnvironment();
            clock = new FakeClock();
            emulator = await startEmulator({ clock });
            row.prepare(emulator, 1);
            rule = start();
        });
        afterEach(async () => {
            await emulator.close();
            environment.restore();
        });

        /** A new process. */
        function start(config: Args = emulator.config): Life {
            messages = new KeptMessages();
            const session = Session.from((key) => config[key] as string | undefined, clock);
            return new RuleLifecycle(rules, port(row.cloud, session), clock, messages);
        }
        const fail = (action: string | RegExp, kind: Fault["kind"], more: Partial<Fault> = {}) =>
            emulator.faults.add({ cloud: row.cloud, action, kind, ...more });
        const requests = (action: string | RegExp) => emulator.requests.count({ cloud: row.cloud, action });
        const writes = () => [create, update, remove].reduce((sum, action) => sum + requests(action), 0);
        const state = async (wanted: RuleSpec = spec) => (await rule.create(wanted)).outs as unknown as RuleState;
        /** What the cloud shows of the field that differs. */
        const observed = async () => valueAt((await start().read(spec)).props, row.change.path);

        it("create: id from the natural key, every input, what the cloud added, nothing undefined", async () => {
            const { id, outs = {} } = await rule.create(spec);
            assert.equal(id, formatId(row.cloud, naturalKey(rules, spec) ?? []));
            for (const [name, value] of Object.entries(spec)) {
                assert.deepEqual(outs[name], value, name);
            }
            assert.ok(outs.ruleId);
            assert.equal(outs.scope, "repository");
            assert.equal(new Date(String(outs.createdAt)).toISOString(), outs.createdAt);
            assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
            assert.deepEqual([row.count(emulator), requests(create), messages.infos], [1, 1, []]);
        });

        for (const kind of ["answerLost", "truncated", "actThenError"] as const) {
            it(`create: ${kind}: the rule is found again, not made twice`, async () => {
                fail(create, kind);
                const { id } = await rule.create(spec);
                assert.ok(id);
                assert.deepEqual([requests(create), row.count(emulator), messages.infos], [1, 1, []]);
            });
        }

        for (const kind of ["reset", "html", "html200", "serverError"] as const) {
            it(`create: ${kind} before the cloud acted: look, then once more`, async () => {
                fail(create, kind);
                await rule.create(spec);
                assert.deepEqual([requests(create), row.count(emulator)], [2, 1]);
            });
        }

        it("create: a process that was killed before it recorded the rule finds it again", async () => {
            const { outs } = await rule.create(spec);
            rule = start();
            const again = await rule.create(spec);
            assert.equal(again.outs?.ruleId, outs?.ruleId);
            assert.deepEqual([requests(create), row.count(emulator)], [1, 1]);
            assert.match(messages.infos.join(), /was there already and is taken over/);
        });

        it("create: a list that lags is waited for", async () => {
            fail(list, "stale", { skip: 1, times: 3 });
            assert.ok((await rule.create(spec)).outs?.ruleId);
            assert.deepEqual([requests(create), row.count(emulator)], [1, 1]);
        });

        it("create: a rule that the first look missed is taken over when the cloud refuses another", async () => {
            row.add(emulator, 0);
            fail(list, "stale");
            assert.ok((await rule.create(spec)).outs?.ruleId);
            assert.equal(row.count(emulator), 1);
        });

        it("create: accepted and never shown: a partial failure that records the rule", async () => {
            fail(list, "stale", { times: Infinity });
            const begun = clock.now();
            const failing = rule.create({ ...spec, __timeouts: { create: 20 } });
            await assert.rejects(failing, (error: unknown) => {
                assert.ok(error instanceof PartialFailure);
                assert.equal(error.id, formatId(row.cloud, naturalKey(rules, spec) ?? []));
                assert.deepEqual(valueAt(error.properties, "source"), spec.source);
                assert.deepEqual(JSON.parse(JSON.stringify(error.properties)), error.properties);
                assert.equal(error.reasons.length, 1);
                assert.match(error.reasons[0] ?? "", /the cloud accepted the rule but does not show it$/);
                return true;
            });
            const took = (clock.now() - begun) / 1000;
            assert.ok(took >= 19 && took <= 30, `${took} s`);
            assert.equal(requests(create), 1);
        });

        it("create: after a partial failure, update ends what was begun", async () => {
            fail(list, "stale", { times: Infinity });
            const failure = await rule
                .create({ ...spec, __timeouts: { create: 5 } })
                .then(() => undefined)
                .catch((error: unknown) => error as PartialFailure);
            emulator.faults.clear();
            rule = start();
            const { outs } = await rule.update(failure?.properties as unknown as RuleState, spec);
            assert.ok(outs?.ruleId);
            assert.deepEqual([row.count(emulator), requests(create)], [1, 1]);
        });

        it("create: an equal rule of somebody else is taken over, and that is said", async () => {
            row.add(emulator, 0);
            await rule.create(spec);
            assert.deepEqual([requests(create), requests(remove), row.count(emulator)], [0, 0, 1]);
            assert.match(messages.infos.join(), /taken over/);
        });

        it("create: a different rule is an error that lists the difference, and writes nothing", async () => {
            row.add(emulator, 0, true);
            const declared = JSON.stringify(valueAt(spec, row.change.path));
            await assert.rejects(rule.create(spec), {
                kind: "conflict",
                message: new RegExp(
                    `${row.change.path} is .*, declared ${declared?.replace(/\W/g, "\\$&")}.*adopt: true`,
                ),
            });
            assert.deepEqual([writes(), row.count(emulator)], [0, 1]);
        });

        it("create: with adopt, a different rule becomes as declared", async () => {
            row.add(emulator, 0, true);
            await rule.create({ ...spec, adopt: true });
            assert.equal(row.count(emulator), 1);
            assert.equal(await observed(), valueAt(spec, row.change.path));
        });

        it("create: duplicates are an error, with adopt too", async () => {
            row.add(emulator, 0);
            row.add(emulator, 0);
            for (const adopt of [false, true]) {
                await assert.rejects(start().create({ ...spec, adopt }), { kind: "conflict", message: /2 rules have/ });
            }
            assert.equal(writes(), 0);
        });

        it("create: what can never succeed fails at once", async () => {
            fail(create, "forbidden", { times: Infinity });
            await assert.rejects(rule.create(spec), { kind: "unauthorized" });
            assert.equal(requests(create), 1);
        });

        it("create: a cloud that is not well is given up in time, with the last error", async () => {
            fail(create, "serverError", { times: Infinity });
            const begun = clock.now();
            await assert.rejects(rule.create({ ...spec, __timeouts: { create: 60 } }), { kind: "transient" });
            assert.ok(clock.now() - begun <= 70_000);
            assert.ok(requests(create) > 1 && requests(create) <= 10, `${requests(create)} tries`);
            assert.equal(row.count(emulator), 0);
        });

        it("create: after a delete, a list that still shows the old rule is not believed", async () => {
            await rule.delete(await state());
            fail(list, "stale");
            await rule.create(changed);
            assert.deepEqual([row.count(emulator), requests(create)], [1, 2]);
        });

        it("read: as recorded, where nothing has changed", async () => {
            const recorded = await state();
            const { id, props, inputs } = await start().read(recorded);
            assert.equal(id, formatId(row.cloud, naturalKey(rules, spec) ?? []));
            assert.deepEqual(props, recorded);
            assert.deepEqual(inputs, spec);
        });

        it("read: a rule that is gone is {}", async () => {
            const recorded = await state();
            row.remove(emulator);
            assert.deepEqual(await start().read(recorded), {});
            assert.equal(writes(), 1);
        });

        it("read: one stale list does not make a rule go", async () => {
            const recorded = await state();
            fail(list, "stale");
            assert.ok((await start().read(recorded)).id);
        });

        for (const kind of [
            "serverError",
            "html",
            "html200",
            "throttle",
            "forbidden",
            "unauthorized",
            "reset",
        ] as const) {
            it(`read: ${kind} throws, it is never "gone"`, async () => {
                const recorded = await state();
                fail(list, kind, { times: Infinity });
                await assert.rejects(start().read(recorded), { isImageSyncError: true });
            });
        }

        for (const { path, seen, apply } of row.drifts) {
            it(`read: ${path} as somebody made it (${JSON.stringify(seen)}) is in outputs and inputs`, async () => {
                const recorded = await state();
                apply(emulator);
                const { props, inputs } = await start().read(recorded);
                assert.deepEqual([valueAt(props, path), valueAt(inputs, path)], [seen, seen]);
                assert.equal(writes(), 1);
            });
        }

        it("read: what the cloud does not give back keeps its recorded value", async () => {
            const full = specOf(row.cloud, row.everything);
            const recorded = await state(full);
            const { props } = await start().read(recorded);
            assert.deepEqual(props, recorded);
        });

        it("update: gone meanwhile: made anew", async () => {
            const recorded = await state();
            row.remove(emulator);
            rule = start();
            const { outs } = await rule.update(recorded, changed);
            assert.notEqual(outs?.ruleId, recorded.ruleId);
            assert.equal(row.count(emulator), 1);
            assert.equal(await observed(), row.change.value);
        });

        it("update: only the account: looks with it, records it, writes nothing", async () => {
            const recorded = await state();
            emulator.requests.clear();
            const other = withValueAt(spec, "source.account", `${row.cloud}-spare`);
            const { outs } = await start().update(recorded, other);
            assert.equal(valueAt(outs, "source.account"), `${row.cloud}-spare`);
            assert.equal(outs?.ruleId, recorded.ruleId);
            assert.deepEqual([writes(), requests(list)], [0, 1]);
        });

        it("update: an account that cannot see the rule is an error, not another rule", async () => {
            const recorded = await state();
            const other = withValueAt(spec, "source.account", `${row.cloud}-other`);
            await assert.rejects(start().update(recorded, other), { isImageSyncError: true });
            assert.equal(row.count(emulator), 1);
        });

        it("update: a failing look throws, and writes nothing", async () => {
            const recorded = await state();
            emulator.requests.clear();
            fail(list, "forbidden", { times: Infinity });
            await assert.rejects(start().update(recorded, changed), { kind: "unauthorized" });
            assert.equal(writes(), 0);
        });

        it("delete: gone, then gone again", async () => {
            const recorded = await state();
            await start().delete(recorded);
            assert.equal(row.count(emulator), 0);
            await start().delete(recorded);
        });

        it("delete: acts first, without a look", async () => {
            const recorded = await state();
            emulator.requests.clear();
            await start().delete(recorded);
            assert.deepEqual([requests(remove), requests(list)], [1, 0]);
        });

        for (const kind of [
            "answerLost",
            "truncated",
            "actThenError",
            "reset",
            "html",
            "html200",
            "serverError",
            "throttle",
        ] as const) {
            it(`delete: ${kind} is outlived`, async () => {
                const recorded = await state();
                fail(remove, kind);
                await start().delete(recorded);
                assert.equal(row.count(emulator), 0);
            });
        }

        it("delete: made anew behind our back: the natural key goes", async () => {
            const recorded = await state();
            row.remove(emulator);
            row.add(emulator, 0);
            await start().delete(recorded);
            assert.equal(row.count(emulator), 0);
        });

        it("delete: no right: an error, and the rule stays", async () => {
            const recorded = await state();
            fail(remove, "forbidden", { times: Infinity });
            await assert.rejects(start().delete(recorded), { kind: "unauthorized" });
            assert.equal(row.count(emulator), 1);
        });

        it("delete: a cloud that is not well is given up in time", async () => {
            const recorded = await state({ ...spec, __timeouts: { delete: 60 } });
            fail(remove, "serverError", { times: Infinity });
            const begun = clock.now();
            await assert.rejects(start().delete(recorded), { kind: "transient" });
            assert.ok(clock.now() - begun <= 70_000);
        });

        it("delete: a rule that another resource took over in this process stays", async () => {
            const recorded = await state();
            rule = start();
            await rule.create({ ...spec, __urn: `${urn}-renamed` });
            await rule.delete(recorded);
            assert.equal(row.count(emulator), 1);
            assert.match(messages.infos.join(), /stays/);
        });

        it("delete: a rule that the resource's own replacement took over stays, and goes with that one", async () => {
            const replaced = await state();
            rule = start();
            const replacement = await state();
            await rule.delete(replaced);
            assert.equal(row.count(emulator), 1);
            assert.match(messages.infos.join(), /the rule stays/);
            await rule.delete(replacement);
            assert.equal(row.count(emulator), 0);
        });

        it("what tells a replacement from what it replaces outlives refresh and update, and is no input", async () => {
            const recorded = await state();
            const read = await rule.read(recorded);
            assert.ok(recorded.__made);
            assert.equal(read.props?.__made, recorded.__made);
            assert.equal(read.inputs?.__made, undefined);
            assert.equal((await rule.update(recorded, spec)).outs?.__made, recorded.__made);
        });

        it("delete: the resource's own rule goes, made in this process or not", async () => {
            await rule.delete(await state());
            assert.equal(row.count(emulator), 0);
        });

        it("delete, then another resource's create: the old one's id does not protect it", async () => {
            await rule.delete(await state());
            const other = await state({ ...spec, __urn: `${urn}-2` });
            await rule.delete(other);
            assert.equal(row.count(emulator), 0);
        });

        it("errors show no secret of the configuration", async () => {
            for (const kind of ["forbidden", "unauthorized", "html", "serverError"] as const) {
                fail(list, kind, { times: Infinity });
                await assert.rejects(start().create(spec), (error: Error) => {
                    const secrets = Object.entries(emulator.config).filter(([key]) => /secret|accounts/i.test(key));
                    secrets.forEach(([, value]) => assert.ok(!`${error.message}`.includes(value)));
                    return true;
                });
                emulator.faults.clear();
            }
        });

        if (row.actions.update === undefined) {
            it("update: drift is reported, not hidden: the next diff sees what the cloud shows", async () => {
                const recorded = await state();
                const drift = row.drifts[0];
                drift?.apply(emulator);
                rule = start();
                const { outs } = await rule.update(recorded, withValueAt(spec, "source.account", `${row.cloud}-spare`));
                assert.equal(valueAt(outs, drift?.path ?? ""), drift?.seen);
                assert.match(messages.warnings.join(), /not as declared/);
                assert.equal(writes(), 1);
            });
        }
    });
}
