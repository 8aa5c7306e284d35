import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { type Body, call, digestOf, taskParameters } from "./clients";

describe("alibaba: the console and sync tasks", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const create = async (changes: Record<string, unknown> = {}): Promise<unknown> =>
        (await call(emulator, "CreateRepoSyncTask", taskParameters(emulator, changes))).SyncTaskId;
    const get = (SyncTaskId: unknown): Promise<Body> =>
        call(emulator, "GetRepoSyncTask", { InstanceId: "cri-hub", SyncTaskId });
    /** Creates one task after the other, lets them end, and gives `status issue` of each. */
    const ends = async (...changes: Record<string, unknown>[]): Promise<string[]> => {
        for (const change of changes) {
            await create(change);
        }
        clock.advance(3000);
        return emulator.alibaba.tasks().map(({ status, issue }) => `${status} ${issue}`.trim());
    };

    describe("bad days to come", () => {
        for (const issue of [
            "OSS_POLICY_UNAUTHORIZED",
            "TAG_CONFLICT",
            "UNSUPPORTED_FORMAT",
            "INTERNAL_ERROR",
            "NETWORK_ERROR",
            "DATA_LENGTH_EXCEEDED",
            "SOMETHING_NEW",
        ]) {
            it(`the next task fails with ${issue}, and copies nothing`, async () => {
                emulator.alibaba.failNext({ issue });
                const id = await create();
                assert.deepEqual(await ends(), [`ERROR ${issue}`]);
                const { TaskStatus, TaskIssue, Progress } = await get(id);
                assert.deepEqual([TaskStatus, TaskIssue, Progress], ["ERROR", issue, 0]);
                assert.equal(digestOf(emulator, "cri-sg", "prod/api", "1.4.2"), undefined);
            });
        }

        it("so many times, and for one tag", async () => {
            emulator.alibaba.failNext({ issue: "NETWORK_ERROR", times: 2, tag: "1.4.2" });
            const other = { Tag: "1.4.1", TargetTag: "1.4.1" };
            assert.deepEqual(await ends({}, other, {}, {}), [
                "ERROR NETWORK_ERROR",
                "SUCCESS",
                "ERROR NETWORK_ERROR",
                "SUCCESS",
            ]);
        });

        it("until cleared", async () => {
            emulator.alibaba.failNext({ issue: "INTERNAL_ERROR", times: Infinity });
            assert.deepEqual(await ends({}, {}, {}), Array(3).fill("ERROR INTERNAL_ERROR"));
            emulator.alibaba.clearPlans();
            assert.equal((await ends({})).at(-1), "SUCCESS");
        });

        it("held tasks stay PENDING for ever, but can be cancelled", async () => {
            emulator.alibaba.holdNext();
            const SyncTaskId = await create();
            // As far as the signatures of a clock that stands still reach.
            clock.advance(14 * 60 * 1000);
            const { TaskStatus, SyncedSize } = await get(SyncTaskId);
            assert.deepEqual([TaskStatus, SyncedSize], ["PENDING", 0]);
            await call(emulator, "CancelRepoSyncTask", { InstanceId: "cri-hub", SyncTaskId });
            assert.equal((await get(SyncTaskId)).TaskStatus, "CANCELED");
        });

        it("a task that vanishes runs, then nobody knows it, and nothing is copied", async () => {
            emulator.alibaba.vanishNext();
            const id = await create();
            clock.advance(2000);
            assert.equal((await get(id)).TaskStatus, "SYNCHRONIZING");
            clock.advance(1000);
            assert.equal((await get(id)).Code, "SYNC_TASK_NOT_EXIST");
            const { SyncTasks } = await call(emulator, "ListRepoSyncTask", { InstanceId: "cri-hub" });
            assert.deepEqual(SyncTasks, []);
            assert.equal(digestOf(emulator, "cri-sg", "prod/api", "1.4.2"), undefined);
        });

        it("a task can be removed at once", async () => {
            const id = await create();
            emulator.alibaba.removeTask(String(id));
            assert.equal((await get(id)).Code, "SYNC_TASK_NOT_EXIST");
            assert.throws(() => emulator.alibaba.removeTask(String(id)), /no task rst-/);
        });

        it("numbers that make no sense are errors", () => {
            assert.throws(() => emulator.alibaba.failNext({ issue: "NETWORK_ERROR", times: 0 }), RangeError);
            assert.throws(() => emulator.alibaba.enforceRateLimits(-1), RangeError);
            for (const seconds of [-1, NaN, Infinity]) {
                assert.throws(() => {
                    emulator.alibaba.syncSeconds = seconds;
                }, RangeError);
            }
        });
    });

    describe("rates", () => {
        it("calls beyond them are throttled, by action, until the next second", async () => {
            emulator.alibaba.enforceRateLimits(2);
            clock.advance(1000 - (clock.now() % 1000));
            const id = await create();
            await create();
            await assert.rejects(create(), { code: "Throttling.User", statusCode: 400 });
            assert.equal((await get(id)).IsSuccess, true);
            clock.advance(999);
            await assert.rejects(create(), { code: "Throttling.User" });
            clock.advance(1);
            assert.ok(await create());
            assert.equal(emulator.alibaba.tasks().length, 3);
        });

        it("do not hold where nobody says so", async () => {
            for (let index = 0; index < 30; index += 1) {
                assert.ok(await create());
            }
            emulator.alibaba.enforceRateLimits(1);
            clock.advance(1000);
            await create();
            emulator.alibaba.enforceRateLimits(Infinity);
            assert.ok(await create());
        });
    });

    describe("the state file", () => {
        let folder: string;
        let stateFile: string;
        beforeEach(() => {
            folder = mkdtempSync(path.join(tmpdir(), "imagesync-tasks-"));
            stateFile = path.join(folder, "world.json");
        });
        afterEach(() => rmSync(folder, { recursive: true }));

        const restart = async (): Promise<void> => {
            await emulator.close();
            emulator = await startEmulator({ clock, stateFile });
        };

        it("keeps tasks, which go on, and what is planned for the next", async () => {
            await restart();
            emulator.alibaba.syncSeconds = 60;
            emulator.alibaba.pushTag("cri-hub", "prod", "api", "big", { layerBytes: [1, 2, 3] });
            emulator.alibaba.setImmutable("cri-hub", "prod", "api");
            const id = await create({ Tag: "big", TargetTag: "big" });
            emulator.alibaba.failNext({ issue: "NETWORK_ERROR", times: Infinity, tag: "1.4.2" });
            const tasks = emulator.alibaba.tasks();
            await restart();
            assert.deepEqual(emulator.alibaba.tasks(), tasks);
            assert.equal(emulator.alibaba.syncSeconds, 60);
            await create();
            clock.advance(60_000);
            await restart();
            assert.deepEqual(await ends(), ["SUCCESS", "ERROR NETWORK_ERROR"]);
            assert.equal((await get(id)).SyncedSize, 6);
            assert.ok(digestOf(emulator, "cri-sg", "prod/api", "big"));
            assert.equal(emulator.alibaba.repositories("cri-hub", "prod")[0]?.immutable, true);
        });

        it("of a version that knew no tasks is taken", async () => {
            await restart();
            await emulator.close();
            const saved = JSON.parse(readFileSync(stateFile, "utf8")) as { clouds: { alibaba: Body } };
            for (const part of ["images", "tasks", "plans", "syncSeconds"]) {
                assert.ok(part in saved.clouds.alibaba);
                delete saved.clouds.alibaba[part];
            }
            writeFileSync(stateFile, JSON.stringify(saved));
            emulator = await startEmulator({ clock, stateFile });
            const id = await create();
            assert.deepEqual(await ends(), ["SUCCESS"]);
            assert.ok(Number((await get(id)).SyncedSize) > 10_000);
        });

        it("is overruled by the option", async () => {
            await restart();
            await emulator.close();
            emulator = await startEmulator({ clock, stateFile, syncSeconds: 7 });
            assert.equal(emulator.alibaba.syncSeconds, 7);
        });
    });
});
