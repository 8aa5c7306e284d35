import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { type Body, call, digestOf, repoId, ruleParameters, taskParameters } from "./clients";

describe("alibaba: what sync tasks tell", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock, syncSeconds: 10 });
    });
    afterEach(() => emulator.close());

    const create = async (changes: Record<string, unknown> = {}): Promise<unknown> =>
        (await call(emulator, "CreateRepoSyncTask", taskParameters(emulator, changes))).SyncTaskId;
    const get = (SyncTaskId: unknown): Promise<Body> =>
        call(emulator, "GetRepoSyncTask", { InstanceId: "cri-hub", SyncTaskId });
    const list = (parameters: Record<string, unknown> = {}): Promise<Body> =>
        call(emulator, "ListRepoSyncTask", { InstanceId: "cri-hub", ...parameters });
    const listed = async (parameters: Record<string, unknown> = {}): Promise<Body[]> =>
        (await list(parameters)).SyncTasks as Body[];

    const address = (RegionId: string, InstanceId: string): Body => ({
        RegionId,
        InstanceId,
        RepoNamespaceName: "prod",
        RepoName: "api",
        ImageTag: "1.4.2",
    });

    it("a task comes back with every field, from both reads", async () => {
        const id = await create();
        const { RequestId, Code, IsSuccess, LayerTasks, ...task } = await get(id);
        assert.deepEqual([typeof RequestId, Code, IsSuccess], ["string", "success", true]);
        assert.equal((LayerTasks as Body[]).length, 3);
        const common = {
            SyncTaskId: id,
            SyncRuleId: "",
            SyncBatchTaskId: task.SyncBatchTaskId,
            TaskStatus: "PENDING",
            TaskTrigger: "INITIATIVE",
            TaskIssue: "",
            CrossUser: false,
            SyncTransAccelerate: false,
            ImageFrom: address("cn-hangzhou", "cri-hub"),
            ImageTo: address("ap-southeast-1", "cri-sg"),
        };
        assert.match(String(task.SyncBatchTaskId), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.deepEqual(task, { ...common, Progress: 0, SyncedSize: 0 });
        const times = { CreateTime: clock.now(), ModifiedTime: clock.now(), ModifedTime: clock.now() };
        assert.deepEqual(await listed(), [{ ...common, ...times, CustomLink: false, LinkId: "" }]);
    });

    it("goes on with the clock, layer after layer", async () => {
        emulator.alibaba.pushTag("cri-hub", "prod", "api", "big", { layerBytes: [100, 300, 400] });
        const id = await create({ Tag: "big", TargetTag: "big" });
        const seen = async (): Promise<unknown[]> => {
            const { TaskStatus, Progress, SyncedSize, LayerTasks } = await get(id);
            const layers = (LayerTasks as Body[]).map((layer) => [layer.TaskStatus, layer.SyncedSize, layer.Size]);
            return [TaskStatus, Progress, SyncedSize, ...layers];
        };
        const none = [["PENDING", 0, 100], ["PENDING", 0, 300], ["PENDING", 0, 400]]; // prettier-ignore
        assert.deepEqual(await seen(), ["PENDING", 0, 0, ...none]);
        clock.advance(2000);
        assert.deepEqual(await seen(), ["SYNCHRONIZING", 0, 0, ...none]);
        clock.advance(2000);
        const quarter = [["SUCCESS", 100, 100], ["SYNCHRONIZING", 100, 300], ["PENDING", 0, 400]]; // prettier-ignore
        assert.deepEqual(await seen(), ["SYNCHRONIZING", 0, 200, ...quarter]);
        clock.advance(6000);
        const all = [["SUCCESS", 100, 100], ["SUCCESS", 300, 300], ["SUCCESS", 400, 400]]; // prettier-ignore
        assert.deepEqual(await seen(), ["SUCCESS", 1, 800, ...all]);
    });

    it("layers name their digests and the image's, with sha256:", async () => {
        const id = await create();
        const { LayerTasks } = await get(id);
        const ids = new Set<unknown>();
        for (const layer of LayerTasks as Body[]) {
            assert.match(String(layer.Digest), /^sha256:[0-9a-f]{64}$/);
            assert.equal(layer.ArtifactDigest, `sha256:${digestOf(emulator, "cri-hub", "prod/api", "1.4.2")}`);
            ids.add(layer.SyncLayerTaskId);
        }
        assert.equal(ids.size, 3);
    });

    it("tags of one repository share layers, other repositories' do not", async () => {
        const layers = async (changes: Record<string, unknown>): Promise<unknown[]> =>
            ((await get(await create(changes))).LayerTasks as Body[]).map(({ Digest }) => Digest);
        const [one, two] = [await layers({}), await layers({ Tag: "1.4.1", TargetTag: "x" })];
        assert.deepEqual(one.slice(0, 2), two.slice(0, 2));
        assert.notEqual(one[2], two[2]);
        const other = await layers({ RepoId: repoId(emulator, "web") });
        assert.deepEqual(
            other.filter((layer) => one.includes(layer)),
            [],
        );
    });

    it("ModifiedTime is when the status last changed", async () => {
        const start = clock.now();
        await create();
        const modified = async (): Promise<unknown[]> =>
            (await listed()).map((task) => [Number(task.ModifiedTime) - start, Number(task.CreateTime) - start]);
        clock.advance(5000);
        assert.deepEqual(await modified(), [[2000, 0]]);
        clock.advance(60_000);
        assert.deepEqual(await modified(), [[10_000, 0]]);
    });

    it("a cancelled task keeps what it had copied", async () => {
        emulator.alibaba.pushTag("cri-hub", "prod", "api", "big", { layerBytes: [100, 700] });
        const id = await create({ Tag: "big" });
        clock.advance(4000);
        await call(emulator, "CancelRepoSyncTask", { InstanceId: "cri-hub", SyncTaskId: id });
        clock.advance(60_000);
        const { TaskStatus, Progress, SyncedSize, LayerTasks } = await get(id);
        assert.deepEqual([TaskStatus, Progress, SyncedSize], ["CANCELED", 0, 200]);
        assert.deepEqual(
            (LayerTasks as Body[]).map((layer) => layer.TaskStatus),
            ["SUCCESS", "CANCELED"],
        );
    });

    it("with syncSeconds 0 a task has ended when it is looked at", async () => {
        emulator.alibaba.syncSeconds = 0;
        assert.equal((await get(await create())).TaskStatus, "SUCCESS");
    });

    for (const { by, found } of [
        { by: {}, found: ["web:1.4.2", "api:1.4.2", "api:1.4.1"] },
        { by: { RepoName: "api" }, found: ["api:1.4.2", "api:1.4.1"] },
        { by: { RepoNamespaceName: "prod", RepoName: "web" }, found: ["web:1.4.2"] },
        { by: { Tag: "1.4.2" }, found: ["web:1.4.2", "api:1.4.2"] },
        { by: { RepoNamespaceName: "staging" }, found: [] },
        { by: { InstanceId: "cri-sg" }, found: [] },
    ]) {
        it(`lists by ${JSON.stringify(by)}, newest first`, async () => {
            await create({ Tag: "1.4.1" });
            await create();
            await create({ RepoId: repoId(emulator, "web") });
            const images = (await listed(by)).map(({ ImageFrom }) => ImageFrom as Body);
            assert.deepEqual(
                images.map(({ RepoName, ImageTag }) => `${String(RepoName)}:${String(ImageTag)}`),
                found,
            );
        });
    }

    it("lists by batch: each call is one, and so is each rule that a push fires", async () => {
        await create();
        await call(emulator, "CreateRepoSyncRule", ruleParameters());
        emulator.alibaba.pushTag("cri-hub", "prod", "api", "1.4.3");
        const tasks = await listed();
        assert.equal(tasks.length, 2);
        for (const { SyncBatchTaskId, SyncTaskId } of tasks) {
            const ids = (await listed({ SyncRecordId: SyncBatchTaskId })).map((task) => task.SyncTaskId);
            assert.deepEqual(ids, [SyncTaskId]);
        }
    });

    it("45 tasks come in pages of 30, counted in a string", async () => {
        for (let index = 0; index < 45; index += 1) {
            await create({ TargetTag: `t${index}` });
        }
        const [first, second] = [await list(), await list({ PageNo: 2 })];
        assert.deepEqual([first.TotalCount, first.PageNo, first.PageSize], ["45", 1, 30]);
        const tags = [...(first.SyncTasks as Body[]), ...(second.SyncTasks as Body[])].map(
            ({ ImageTo }) => (ImageTo as Body).ImageTag,
        );
        assert.deepEqual(
            tags,
            Array.from({ length: 45 }, (_, index) => `t${44 - index}`),
        );
        await assert.rejects(list({ PageNo: 0 }), { code: "InvalidPageNo" });
    });

    it("another account sees nothing of them", async () => {
        const SyncTaskId = await create();
        const credential = emulator.credentials.alibaba.other;
        const task = { InstanceId: "cri-hub", SyncTaskId };
        assert.equal((await call(emulator, "GetRepoSyncTask", task, { credential })).Code, "INSTANCE_NOT_EXIST");
        const inPartner = await call(
            emulator,
            "GetRepoSyncTask",
            { ...task, InstanceId: "cri-partner" },
            { credential },
        );
        assert.equal(inPartner.Code, "SYNC_TASK_NOT_EXIST");
    });

    it("a list that lags behind shows what was, not what has been copied since", async () => {
        const id = await create();
        clock.advance(10_000);
        assert.equal((await get(id)).TaskStatus, "SUCCESS");
        const [repository] = emulator.alibaba.repositories("cri-sg", "prod").filter(({ name }) => name === "api");
        const tags = async (): Promise<unknown[]> => {
            const { Images } = await call(emulator, "ListRepoTag", { InstanceId: "cri-sg", RepoId: repository?.id });
            return (Images as Body[]).map(({ Tag }) => Tag);
        };
        emulator.faults.add({ action: "ListRepoTag", kind: "stale" });
        assert.deepEqual(await tags(), ["v1.0.0", "1.4.1"]);
        assert.deepEqual(await tags(), ["v1.0.0", "1.4.1", "1.4.2"]);
    });
});
