import assert from "node:assert/strict";
import { type AlibabaTag, type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { call, digestOf, ruleParameters } from "./clients";

describe("alibaba: pushing tags, and the rules that fire", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const push = (tag: string, repository = "api", instanceId = "cri-hub"): AlibabaTag =>
        emulator.alibaba.pushTag(instanceId, "prod", repository, tag);
    const digest = (instanceId: string, tag: string, path = "prod/api"): string | undefined =>
        digestOf(emulator, instanceId, path, tag);
    const rule = async (changes: Record<string, unknown> = {}): Promise<unknown> => {
        const made = await call(emulator, "CreateRepoSyncRule", ruleParameters(changes));
        assert.equal(made.IsSuccess, true);
        return made.SyncRuleId;
    };
    const copies = (): string[] => emulator.alibaba.tasks().map(({ from }) => `${from.repository}:${from.tag}`);

    describe("images", () => {
        it("a tag that moves has another digest each time; the same content has the same", () => {
            const [first, again] = [push("2.0"), push("2.0", "api", "cri-sg")];
            assert.match(first.digest, /^[0-9a-f]{64}$/);
            assert.equal(again.digest, first.digest);
            const seen = new Set([first.digest, push("2.0").digest, push("2.0").digest]);
            assert.equal(seen.size, 3);
            assert.equal(seen.has(push("2.0", "api", "cri-sg").digest), false);
            assert.notEqual(push("2.0", "web").digest, first.digest);
        });

        it("digest and layers can be given", () => {
            const image = { digest: "f".repeat(64), layerBytes: [10, 20] };
            const pushed = emulator.alibaba.pushTag("cri-hub", "prod", "api", "2.0", image);
            assert.deepEqual([pushed.digest, pushed.sizeBytes], ["f".repeat(64), 30]);
            assert.equal(digest("cri-hub", "2.0"), "f".repeat(64));
            const sized = emulator.alibaba.pushTag("cri-hub", "prod", "api", "2.1", { layerBytes: [10, 20] });
            assert.notEqual(sized.digest, pushed.digest);
        });

        it("a tag that is removed is gone, and its name can be pushed anew", () => {
            emulator.alibaba.removeTag("cri-hub", "prod", "api", "1.4.2");
            assert.equal(digest("cri-hub", "1.4.2"), undefined);
            assert.throws(() => emulator.alibaba.removeTag("cri-hub", "prod", "api", "1.4.2"), /no tag 1\.4\.2/);
            assert.equal(push("1.4.2").digest, digest("cri-hub", "1.4.2"));
        });
    });

    it("an automatic rule copies what is pushed, and what moves", async () => {
        const id = await rule({ LinkId: "link-1" });
        for (const tag of ["2.0", "2.0", "1.4.1"]) {
            const pushed = push(tag);
            clock.advance(3000);
            assert.equal(digest("cri-sg", pushed.name), pushed.digest);
        }
        const [task] = emulator.alibaba.tasks();
        assert.deepEqual(
            [task?.ruleId, task?.trigger, task?.linkId, task?.status],
            [id, "PASSIVE", "link-1", "SUCCESS"],
        );
    });

    it("a manual rule waits, and so does one that is gone", async () => {
        await rule({ SyncTrigger: "INITIATIVE" });
        const gone = await rule({ SyncRuleName: "gone", TargetRepoName: "other" });
        emulator.alibaba.removeRule(String(gone));
        push("2.0");
        assert.deepEqual(copies(), []);
    });

    const over = { SyncScope: "NAMESPACE", RepoName: undefined, TargetRepoName: undefined };
    for (const { changes, taken } of [
        { changes: { TagFilter: "v\\d+" }, taken: ["api:v1"] },
        { changes: { TagFilter: "(?i)v\\d+" }, taken: ["api:v1", "api:V2"] },
        { changes: { TagFilter: "v" }, taken: [] },
        { changes: { TagFilter: "v1|x" }, taken: ["api:v1"] },
        { changes: { ...over, RepoNameFilter: "api|web" }, taken: ["api:v1", "api:V2", "web:v1"] },
        { changes: { ...over, RepoNameFilter: "w.*", TagFilter: "v.*" }, taken: ["web:v1", "worker:v1"] },
        { changes: { ...over, NamespaceName: "staging" }, taken: [] },
    ]) {
        it(`${JSON.stringify(changes)} takes ${taken.join(", ") || "nothing"}`, async () => {
            await rule(changes);
            push("v1");
            push("V2");
            push("v1", "web");
            push("v1", "worker");
            assert.deepEqual(copies(), taken);
        });
    }

    it("a rule over a namespace keeps the repository's name, under the target's namespace", async () => {
        await rule({ ...over, TargetNamespaceName: "staging" });
        const pushed = push("2.0", "worker");
        clock.advance(3000);
        assert.equal(digest("cri-sg", "2.0", "staging/worker"), pushed.digest);
    });

    it("each rule that takes it starts a task of its own", async () => {
        const frankfurt = { TargetInstanceId: "cri-fra", TargetRegionId: "eu-central-1", SyncRuleName: "api-to-fra" };
        const ids = [await rule(), await rule(frankfurt)];
        push("2.0");
        const tasks = emulator.alibaba.tasks();
        assert.deepEqual(
            tasks.map(({ ruleId, to }) => [ruleId, to.instanceId]),
            [
                [ids[0], "cri-sg"],
                [ids[1], "cri-fra"],
            ],
        );
        assert.notEqual(tasks[0]?.batchId, tasks[1]?.batchId);
    });

    it("a tag that is immutable in the target stays", async () => {
        await rule();
        emulator.alibaba.setImmutable("cri-sg", "prod", "api");
        const before = digest("cri-sg", "1.4.1");
        push("1.4.1");
        clock.advance(3000);
        assert.deepEqual(
            emulator.alibaba.tasks().map(({ issue }) => issue),
            ["TAG_CONFLICT"],
        );
        assert.equal(digest("cri-sg", "1.4.1"), before);
    });

    it("goes to another account", async () => {
        const { accountId } = emulator.credentials.alibaba.other;
        await rule({ TargetInstanceId: "cri-partner", TargetRegionId: "cn-shanghai", TargetUserId: accountId });
        const pushed = push("2.0");
        clock.advance(3000);
        assert.equal(digest("cri-partner", "2.0"), pushed.digest);
        assert.equal(emulator.alibaba.tasks()[0]?.crossUser, true);
    });

    it("goes on from hub to hub in its time, and ends where it began", async () => {
        await rule();
        const onward = { TargetInstanceId: "cri-fra", TargetRegionId: "eu-central-1" };
        await rule({ InstanceId: "cri-sg", SyncRuleName: "on", ...onward });
        const back = { TargetInstanceId: "cri-hub", TargetRegionId: "cn-hangzhou" };
        await rule({ InstanceId: "cri-fra", SyncRuleName: "back", ...back });
        const start = clock.now();
        const pushed = push("2.0");
        clock.advance(60_000);
        assert.equal(digest("cri-fra", "2.0"), pushed.digest);
        assert.deepEqual(
            emulator.alibaba.tasks().map(({ to, end }) => [to.instanceId, (end?.at ?? 0) - start]),
            [
                ["cri-sg", 3000],
                ["cri-fra", 6000],
                ["cri-hub", 9000],
            ],
        );
    });
});
