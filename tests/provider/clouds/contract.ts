import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type Emulator, type Fault, startEmulator } from "../../../emulator";
import type { ErrorKind } from "../../../provider/errors";
import type { RuleSpec } from "../../../provider/model";
import type { RulePort } from "../../../provider/registry";
import { withValueAt } from "../../../provider/paths";
import { Session } from "../../../provider/process/session";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";
import { printedBy } from "../fakes/streams";
import { type Args, capabilities, type CloudCase, port, specOf } from "./case";

/** What every cloud's adapter promises the lifecycle, against the emulated cloud. */
export function rulePortContract(row: CloudCase): void {
    const rules = capabilities(row.cloud);
    const spec = specOf(row.cloud, row.args(0));
    let environment: TestEnvironment;
    let emulator: Emulator;
    let clock: FakeClock;
    let adapter: RulePort;

    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        row.prepare(emulator, 1);
        adapter = connect();
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    function connect(changes: Args = {}): RulePort {
        clock = new FakeClock();
        const config: Args = { ...emulator.config, ...changes };
        return port(
            row.cloud,
            Session.from((key) => config[key] as string | undefined, clock),
        );
    }
    const options = () => ({ deadline: clock.now() + 60_000 });
    const find = (wanted: RuleSpec = spec) => adapter.find(wanted, "fresh", options());
    const create = (wanted: RuleSpec = spec) => adapter.create(wanted, options());
    const remove = (ruleId?: string) => adapter.remove(spec, ruleId, options());
    const fail = (action: string | undefined, kind: Fault["kind"], times = 1) =>
        emulator.faults.add({ cloud: row.cloud, action, kind, times });
    const requests = (action: string) => emulator.requests.count({ cloud: row.cloud, action });

    it("find: absent is undefined", async () => assert.equal(await find(), undefined));

    it("create, then find: equal in every field that the cloud gives back", async () => {
        await create();
        const found = await find();
        assert.ok(found);
        assert.notEqual(found.ruleId, "");
        const declared = rules.canonical(spec);
        for (const [path, value] of found.fields) {
            assert.equal(value, declared.get(path), path);
        }
        assert.match(found.createdAt ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it("create: the id, where the cloud tells it, is the one that find shows", async () => {
        const made = await create();
        assert.equal(made ?? (await find())?.ruleId, (await find())?.ruleId);
    });

    it("every parameter arrives, and comes back", async () => {
        const full = specOf(row.cloud, row.everything);
        await create(full);
        await adapter.finish?.(full, options());
        const { actual, expected } = row.held(emulator);
        assert.deepEqual(actual, expected);
        const declared = rules.canonical(full);
        for (const [path, value] of (await find(full))?.fields ?? []) {
            assert.equal(value, declared.get(path), path);
        }
    });

    it("find: only the rule with this natural key", async () => {
        row.prepare(emulator, 2);
        row.add(emulator, 1);
        assert.equal(await find(), undefined);
    });

    for (const { path, seen, apply } of row.drifts) {
        it(`find: sees ${path} changed to ${JSON.stringify(seen)} in the console`, async () => {
            await create();
            apply(emulator);
            const found = await find();
            assert.ok(found?.fields.has(path), `${path} is not given back`);
            assert.equal(found?.fields.get(path), seen);
        });
    }

    it("find: several rules with one natural key are an error that lists them", async () => {
        row.add(emulator, 0);
        row.add(emulator, 0, true);
        const ids = /2 rules have the natural key .*: (.*), (.*); /;
        await assert.rejects(find(), { kind: "conflict", message: ids });
    });

    it("remove: gone then, and again is no failure", async () => {
        await create();
        await remove((await find())?.ruleId);
        assert.equal(row.count(emulator), 0);
        await remove("an-id-of-yesterday");
        await remove();
    });

    it("remove: without an id", async () => {
        await create();
        await remove();
        assert.equal(row.count(emulator), 0);
    });

    it("remove: a rule that was made anew under the same key goes too", async () => {
        row.add(emulator, 0);
        const { ruleId } = (await find()) ?? {};
        row.remove(emulator);
        row.add(emulator, 0);
        await remove(ruleId);
        assert.equal(row.count(emulator), 0);
    });

    const failures: { fault: Fault["kind"]; kind: ErrorKind }[] = [
        { fault: "reset", kind: "transient" },
        { fault: "answerLost", kind: "transient" },
        { fault: "truncated", kind: "transient" },
        { fault: "html", kind: "transient" },
        { fault: "html200", kind: "transient" },
        { fault: "serverError", kind: "transient" },
        { fault: "throttle", kind: "throttled" },
        { fault: "throttle403", kind: "throttled" },
        { fault: "unauthorized", kind: "unauthorized" },
        { fault: "forbidden", kind: "unauthorized" },
    ];
    for (const { fault, kind } of failures) {
        it(`find: throws on ${fault}, never "absent"`, async () => {
            await create();
            fail(row.actions.list, fault, Infinity);
            await assert.rejects(find(), { kind, isImageSyncError: true });
        });
    }

    for (const fault of ["reset", "truncated", "html", "html200", "serverError"] as const) {
        it(`find: one ${fault} is outlived`, async () => {
            await create();
            fail(row.actions.list, fault);
            assert.ok(await find());
        });
    }

    for (const fault of ["answerLost", "truncated", "actThenError"] as const) {
        it(`create: ${fault} is thrown as "maybe acted", and not sent twice`, async () => {
            fail(row.actions.create, fault);
            await assert.rejects(create(), { kind: "transient", acted: "maybe" });
            assert.deepEqual([requests(row.actions.create), row.count(emulator)], [1, 1]);
        });
    }

    for (const fault of ["reset", "html", "html200", "serverError"] as const) {
        it(`create: ${fault} may have acted, as far as anybody can tell`, async () => {
            fail(row.actions.create, fault);
            await assert.rejects(create(), { kind: "transient", acted: "maybe" });
            assert.equal(requests(row.actions.create), 1);
        });
    }

    for (const { fault, code, waitMs } of row.throttles) {
        it(`throttling (${code}) is waited out, for writes too`, async () => {
            fail(row.actions.create, fault, 3);
            await create();
            assert.equal(requests(row.actions.create), 4);
            assert.equal(row.count(emulator), 1);
            const waited = clock.slept.reduce((sum, pause) => sum + pause, 0);
            assert.ok(waited >= 3 * (waitMs ?? 100), `${waited} ms in all`);
        });

        it(`throttling (${code}) without end is an error that says so`, async () => {
            fail(row.actions.list, fault, Infinity);
            await assert.rejects(find(), { kind: "throttled", code });
        });
    }

    it("no right to write: an error that says so, at once", async () => {
        fail(row.actions.create, "forbidden", Infinity);
        await assert.rejects(create(), { kind: "unauthorized", acted: "no" });
        assert.equal(requests(row.actions.create), 1);
    });

    it("quota: an error that cannot be retried, with advice", async () => {
        fail(row.actions.create, "quota", Infinity);
        await assert.rejects(create(), { kind: "invalid", acted: "no", message: /quota/ });
    });

    it("wrong keys: unauthorized, without a secret in the error", async () => {
        adapter = connect({ [row.secretKey]: "a-wrong-secret-key" });
        await assert.rejects(find(), (error: Error & { kind: string }) => {
            assert.equal(error.kind, "unauthorized");
            assert.doesNotMatch(error.message, /a-wrong-secret-key/);
            return true;
        });
    });

    it("temporary keys with their token are accepted", async () => {
        adapter = connect(row.temporaryKeys(emulator));
        await create();
        assert.ok(await find());
    });

    it("each request carries the credentials of its own account", async () => {
        const readOnly = withValueAt(spec, "source.account", `${row.cloud}-readonly`);
        await assert.rejects(create(readOnly), { kind: "unauthorized" });
        await create();
        assert.ok(await find(readOnly));
        const other = withValueAt(spec, "source.account", `${row.cloud}-other`);
        await assert.rejects(find(other));
    });

    it("an error has the form of the design: cloud, official action, code, request id", async () => {
        fail(row.actions.list, "forbidden", Infinity);
        const form = new RegExp(`^${row.cloud} ${row.actions.list}: .+ \\(\\S+, request [0-9A-Za-z-]+\\); .+`);
        await assert.rejects(find(), { message: form });
    });

    it("failures print nothing and write nothing", async () => {
        const printed = await printedBy(async () => {
            for (const { fault } of failures) {
                fail(row.actions.list, fault, Infinity);
                await find().catch(() => undefined);
                emulator.faults.clear();
            }
        });
        assert.deepEqual([printed, readdirSync(environment.home)], [[], []]);
    });

    it("nothing is begun after the deadline", async () => {
        fail(row.actions.list, "serverError", Infinity);
        await assert.rejects(adapter.find(spec, "fresh", { deadline: clock.now() }));
        assert.equal(requests(row.actions.list), 1);
    });

    it("120 rules: each is found, by few requests", async () => {
        row.prepare(emulator, 120);
        for (let n = 0; n < 120; n++) {
            row.add(emulator, n);
        }
        const all = Array.from({ length: 120 }, (_, n) => specOf(row.cloud, row.args(n)));
        const found = await Promise.all(all.map((each) => adapter.find(each, "recent", options())));
        assert.equal(new Set(found.map((each) => each?.ruleId)).size, 120);
        assert.ok(found.every((each) => each !== undefined));
        if (row.cloud !== "huawei") {
            assert.equal(requests(row.actions.list), 2);
        }
    });
}
