import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { type Body, call, digestOf, repoId, ruleParameters, taskParameters } from "./clients";

describe("alibaba: starting and cancelling sync tasks", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const create = (changes: Record<string, unknown> = {}): Promise<Body> =>
        call(emulator, "CreateRepoSyncTask", taskParameters(emulator, changes));
    const get = (SyncTaskId: unknown): Promise<Body> =>
        call(emulator, "GetRepoSyncTask", { InstanceId: "cri-hub", SyncTaskId });
    const ended = async ({ SyncTaskId }: Body): Promise<unknown[]> => {
        clock.advance(3000);
        const { TaskStatus, TaskIssue } = await get(SyncTaskId);
        return [TaskStatus, TaskIssue];
    };
    const digest = (instanceId: string, path: string, tag: string): string | undefined =>
        digestOf(emulator, instanceId, path, tag);

    it("the target gets the source's digest, not before the task has ended", async () => {
        const made = await create();
        assert.match(String(made.SyncTaskId), /^rst-[a-z0-9]{16}$/);
        clock.advance(2999);
        assert.equal(digest("cri-sg", "prod/api", "1.4.2"), undefined);
        assert.deepEqual(await ended(made), ["SUCCESS", ""]);
        const source = digest("cri-hub", "prod/api", "1.4.2");
        assert.ok(source);
        assert.equal(digest("cri-sg", "prod/api", "1.4.2"), source);
    });

    it("renames, and makes the repository where the namespace does", async () => {
        const made = await create({ TargetNamespace: "staging", TargetRepoName: "gateway", TargetTag: "new" });
        assert.deepEqual(await ended(made), ["SUCCESS", ""]);
        assert.equal(digest("cri-sg", "staging/gateway", "new"), digest("cri-hub", "prod/api", "1.4.2"));
    });

    it("a repository that the namespace does not make is found out by the task", async () => {
        assert.deepEqual(await ended(await create({ TargetNamespace: "base" })), ["ERROR", "INTERNAL_ERROR"]);
        assert.equal(digest("cri-sg", "base/api", "1.4.2"), undefined);
    });

    it("copies what the source held when the task was made", async () => {
        const before = digest("cri-hub", "prod/api", "1.4.2");
        const made = await create();
        emulator.alibaba.pushTag("cri-hub", "prod", "api", "1.4.2");
        assert.deepEqual(await ended(made), ["SUCCESS", ""]);
        assert.equal(digest("cri-sg", "prod/api", "1.4.2"), before);
    });

    const targets = [
        { there: "nothing", override: undefined, immutable: true, end: ["SUCCESS", ""] },
        { there: "the same", override: undefined, immutable: true, end: ["SUCCESS", ""] },
        { there: "another", override: undefined, immutable: false, end: ["ERROR", "TAG_CONFLICT"] },
        { there: "another", override: false, immutable: false, end: ["ERROR", "TAG_CONFLICT"] },
        { there: "another", override: true, immutable: false, end: ["SUCCESS", ""] },
        { there: "another", override: true, immutable: true, end: ["ERROR", "TAG_CONFLICT"] },
    ];
    for (const { there, override, immutable, end } of targets) {
        const title = `target holds ${there}, Override ${override}, ${immutable ? "immutable" : "mutable"}`;
        it(`${title}: ${end.join(" ")}`, async () => {
            const source = digest("cri-hub", "prod/api", "1.4.2");
            const before = { nothing: undefined, "the same": source, another: "f".repeat(64) }[there];
            if (before !== undefined) {
                emulator.alibaba.pushTag("cri-sg", "prod", "api", "1.4.2", { digest: before });
            }
            emulator.alibaba.setImmutable("cri-sg", "prod", "api", immutable);
            assert.deepEqual(await ended(await create({ Override: override })), end);
            assert.equal(digest("cri-sg", "prod/api", "1.4.2"), end[0] === "SUCCESS" ? source : before);
        });
    }

    it("GetRepository tells that tags are immutable", async () => {
        emulator.alibaba.setImmutable("cri-hub", "prod", "api");
        const immutability = async (): Promise<unknown> =>
            (await call(emulator, "GetRepository", { InstanceId: "cri-hub", RepoId: repoId(emulator, "api") }))
                .TagImmutability;
        assert.equal(await immutability(), true);
        emulator.alibaba.setImmutable("cri-hub", "prod", "api", false);
        assert.equal(await immutability(), false);
    });

    it("goes to another account that is named, and says so", async () => {
        const { accountId } = emulator.credentials.alibaba.other;
        const partner = { TargetInstanceId: "cri-partner", TargetRegionId: "cn-shanghai" };
        assert.equal((await create(partner)).Code, "INSTANCE_NOT_EXIST");
        const made = await create({ ...partner, TargetUserId: accountId });
        assert.equal((await get(made.SyncTaskId)).CrossUser, true);
        assert.deepEqual(await ended(made), ["SUCCESS", ""]);
        assert.equal(digest("cri-partner", "prod/api", "1.4.2"), digest("cri-hub", "prod/api", "1.4.2"));
    });

    const refusals: { name: string; changes: Record<string, unknown>; code: string }[] = [
        { name: "an unknown source", changes: { InstanceId: "cri-none" }, code: "INSTANCE_NOT_EXIST" },
        { name: "somebody else's source", changes: { InstanceId: "cri-partner" }, code: "INSTANCE_NOT_EXIST" },
        { name: "an unknown repository", changes: { RepoId: "crr-none" }, code: "REPO_NOT_EXIST" },
        { name: "a repository of another instance", changes: { InstanceId: "cri-fra" }, code: "REPO_NOT_EXIST" },
        { name: "an unknown tag", changes: { Tag: "none" }, code: "TAG_NOT_EXIST" },
        { name: "an unknown target", changes: { TargetInstanceId: "cri-none" }, code: "INSTANCE_NOT_EXIST" },
        { name: "a target in another region", changes: { TargetRegionId: "cn-beijing" }, code: "INSTANCE_NOT_EXIST" },
        { name: "an unknown target namespace", changes: { TargetNamespace: "none" }, code: "NAMESPACE_NOT_EXIST" },
        {
            name: "an image onto itself",
            changes: { TargetInstanceId: "cri-hub", TargetRegionId: "cn-hangzhou" },
            code: "SYNC_TARGET_INVALID",
        },
    ];
    for (const { name, changes, code } of refusals) {
        it(`refuses ${name} with HTTP 200: ${code}`, async () => {
            const answer = await create(changes);
            assert.deepEqual([answer.IsSuccess, answer.Code, answer.SyncTaskId], [false, code, undefined]);
            assert.deepEqual(emulator.alibaba.tasks(), []);
        });
    }

    const required = Object.keys(taskParameters({ alibaba: { repositories: () => [] } } as unknown as Emulator));
    for (const name of required) {
        it(`refuses a call without ${name}`, async () => {
            await assert.rejects(create({ [name]: undefined }), { code: `Missing${name}`, statusCode: 400 });
        });
    }

    it("refuses an Override that is no boolean, and what it does not know", async () => {
        await assert.rejects(create({ Override: "yes" }), { code: "InvalidOverride" });
        await assert.rejects(create({ Priority: 3 }), { code: "UnsupportedParameter" });
    });

    it("refuses instances that are not running, at either end", async () => {
        for (const id of ["cri-hub", "cri-sg"]) {
            emulator.alibaba.changeInstance(id, { status: "STOPPED" });
            assert.equal((await create()).Code, "INSTANCE_STATUS_NOT_SUPPORT");
            emulator.alibaba.changeInstance(id, { status: "RUNNING" });
        }
    });

    it("a target that goes away meanwhile ends the task in ERROR", async () => {
        const made = await create();
        emulator.alibaba.removeInstance("cri-sg");
        assert.deepEqual(await ended(made), ["ERROR", "INTERNAL_ERROR"]);
    });

    it("a key that may only read sees tasks, and neither starts nor cancels one", async () => {
        const credential = emulator.credentials.alibaba.readOnly;
        const { SyncTaskId } = await create();
        const task = { InstanceId: "cri-hub", SyncTaskId };
        assert.equal((await call(emulator, "GetRepoSyncTask", task, { credential })).SyncTaskId, SyncTaskId);
        const parameters = taskParameters(emulator);
        const denied = { code: "NoPrivilege", statusCode: 403 };
        await assert.rejects(call(emulator, "CreateRepoSyncTask", parameters, { credential }), denied);
        await assert.rejects(call(emulator, "CancelRepoSyncTask", task, { credential }), denied);
        assert.equal(emulator.alibaba.tasks().length, 1);
    });

    describe("by a rule", () => {
        const rule = async (changes: Record<string, unknown> = {}): Promise<unknown> => {
            const manual = { SyncTrigger: "INITIATIVE", TargetRepoName: "gateway", TagFilter: "1\\..*" };
            return (await call(emulator, "CreateRepoSyncRule", ruleParameters({ ...manual, ...changes }))).SyncRuleId;
        };
        const byRule = (SyncRuleId: unknown, changes: Record<string, unknown> = {}): Promise<Body> => {
            const image = { InstanceId: "cri-hub", RepoId: repoId(emulator, "api"), Tag: "1.4.2" };
            return call(emulator, "CreateRepoSyncTaskByRule", { ...image, SyncRuleId, ...changes });
        };

        it("goes where the rule says, and replaces what is there", async () => {
            const id = await rule({ LinkId: "link-1" });
            emulator.alibaba.addRepository("cri-sg", "prod", "gateway");
            emulator.alibaba.pushTag("cri-sg", "prod", "gateway", "1.4.2");
            const made = await byRule(id, { Priority: 1 });
            const { SyncRuleId, TaskTrigger } = await get(made.SyncTaskId);
            assert.deepEqual([SyncRuleId, TaskTrigger], [id, "INITIATIVE"]);
            assert.deepEqual(await ended(made), ["SUCCESS", ""]);
            assert.equal(digest("cri-sg", "prod/gateway", "1.4.2"), digest("cri-hub", "prod/api", "1.4.2"));
        });

        it("keeps the repository's name where the rule is over a namespace", async () => {
            const namespace = { SyncScope: "NAMESPACE", RepoName: undefined, TargetNamespaceName: "staging" };
            const id = await rule({ ...namespace, TargetRepoName: undefined, RepoNameFilter: "api|web" });
            assert.deepEqual(await ended(await byRule(id)), ["SUCCESS", ""]);
            assert.ok(digest("cri-sg", "staging/api", "1.4.2"));
            assert.equal((await byRule(id, { RepoId: repoId(emulator, "worker") })).Code, "SYNC_RULE_NOT_MATCH");
        });

        it("refuses automatic rules, and what the rule does not take", async () => {
            const automatic = await rule({ SyncTrigger: "PASSIVE", SyncRuleName: "automatic" });
            const manual = await rule();
            assert.equal((await byRule(automatic)).Code, "SYNC_RULE_TRIGGER_NOT_SUPPORT");
            assert.equal((await byRule("crsr-none")).Code, "SYNC_RULE_NOT_EXIST");
            assert.equal((await byRule(manual, { Tag: "v1.0.0" })).Code, "SYNC_RULE_NOT_MATCH");
            assert.equal((await byRule(manual, { RepoId: repoId(emulator, "web") })).Code, "SYNC_RULE_NOT_MATCH");
            assert.deepEqual(emulator.alibaba.tasks(), []);
        });

        it("takes priorities from 1 to 5", async () => {
            const id = await rule();
            for (const Priority of [1, 5]) {
                assert.equal((await byRule(id, { Priority })).IsSuccess, true);
            }
            for (const Priority of [0, 6, "high"]) {
                await assert.rejects(byRule(id, { Priority }), { code: "InvalidPriority" });
            }
        });
    });

    describe("cancelling", () => {
        const cancel = async (SyncTaskId: unknown, InstanceId = "cri-hub"): Promise<unknown> =>
            (await call(emulator, "CancelRepoSyncTask", { InstanceId, SyncTaskId })).Code;

        for (const { status, millis } of [
            { status: "PENDING", millis: 0 },
            { status: "SYNCHRONIZING", millis: 2000 },
        ]) {
            it(`ends a task that is ${status}; nothing is copied`, async () => {
                const made = await create();
                clock.advance(millis);
                assert.equal((await get(made.SyncTaskId)).TaskStatus, status);
                assert.equal(await cancel(made.SyncTaskId), "success");
                assert.deepEqual(await ended(made), ["CANCELED", ""]);
                assert.equal(digest("cri-sg", "prod/api", "1.4.2"), undefined);
                assert.equal(await cancel(made.SyncTaskId), "SYNC_TASK_STATUS_NOT_SUPPORT");
            });
        }

        it("refuses a task that has ended, is unknown, or is another instance's", async () => {
            const made = await create();
            assert.equal(await cancel(made.SyncTaskId, "cri-sg"), "SYNC_TASK_NOT_EXIST");
            assert.equal(await cancel("rst-none"), "SYNC_TASK_NOT_EXIST");
            clock.advance(3000);
            assert.equal(await cancel(made.SyncTaskId), "SYNC_TASK_STATUS_NOT_SUPPORT");
            assert.deepEqual(await ended(made), ["SUCCESS", ""]);
        });
    });
});
