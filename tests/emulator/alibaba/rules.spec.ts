import assert from "node:assert/strict";
import { type AlibabaSyncRule, type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { type Body, call, ruleParameters } from "./clients";

describe("alibaba: sync rules", () => {
    const clock = new ManualClock(Date.now());
    let emulator: Emulator;
    beforeEach(async () => {
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const create = (changes: Record<string, unknown> = {}): Promise<Body> =>
        call(emulator, "CreateRepoSyncRule", ruleParameters(changes));
    const list = async (parameters: Record<string, unknown>, credential?: { accessKey: string }): Promise<Body[]> => {
        const answer = await call(
            emulator,
            "ListRepoSyncRule",
            parameters,
            credential === undefined ? {} : { credential: emulator.credentials.alibaba.other },
        );
        return answer.SyncRules as Body[];
    };
    const namespaceRule = {
        SyncScope: "NAMESPACE",
        RepoName: undefined,
        TargetRepoName: undefined,
        RepoNameFilter: "api|web",
    };

    it("a rule comes back with every field, from both ends", async () => {
        const made = await create({ SyncTrigger: "INITIATIVE", LinkId: "link-1" });
        assert.match(String(made.SyncRuleId), /^crsr-[a-z0-9]{16}$/);
        const expected = {
            SyncRuleId: made.SyncRuleId,
            SyncRuleName: "api-to-sg",
            SyncScope: "REPO",
            SyncTrigger: "INITIATIVE",
            SyncDirection: "FROM",
            LocalRegionId: "cn-hangzhou",
            LocalInstanceId: "cri-hub",
            LocalNamespaceName: "prod",
            LocalRepoName: "api",
            RepoNameFilter: "",
            TagFilter: ".*",
            TargetRegionId: "ap-southeast-1",
            TargetInstanceId: "cri-sg",
            TargetNamespaceName: "prod",
            TargetRepoName: "api",
            CrossUser: false,
            LinkId: "link-1",
            CreateTime: clock.now(),
            ModifiedTime: clock.now(),
        };
        assert.deepEqual(await list({ InstanceId: "cri-hub" }), [expected]);
        assert.deepEqual(await list({ InstanceId: "cri-sg" }), [{ ...expected, SyncDirection: "TO" }]);
        assert.deepEqual(await list({ InstanceId: "cri-fra" }), []);
    });

    it("a rule over a namespace keeps its filter; trigger and filter have defaults", async () => {
        await create(namespaceRule);
        await create({ ...namespaceRule, RepoNameFilter: undefined, SyncRuleName: "all" });
        const rules = await list({ InstanceId: "cri-hub" });
        assert.deepEqual(
            rules.map((rule) => [rule.SyncScope, rule.SyncTrigger, rule.RepoNameFilter, rule.LocalRepoName]),
            [
                ["NAMESPACE", "PASSIVE", "api|web", ""],
                ["NAMESPACE", "PASSIVE", ".*", ""],
            ],
        );
    });

    it("across accounts: only CrossUser tells, and both accounts see it", async () => {
        const partner = {
            TargetInstanceId: "cri-partner",
            TargetRegionId: "cn-shanghai",
            TargetUserId: emulator.credentials.alibaba.other.accountId,
        };
        assert.equal((await create(partner)).IsSuccess, true);
        const [seen] = await list({ InstanceId: "cri-partner" }, emulator.credentials.alibaba.other);
        assert.deepEqual([seen?.SyncDirection, seen?.CrossUser, seen?.TargetUserId], ["TO", true, undefined]);
        const [own] = await list({ InstanceId: "cri-hub" });
        assert.deepEqual([own?.SyncDirection, own?.CrossUser, own?.TargetUserId], ["FROM", true, undefined]);
        assert.equal((await create({ ...partner, TargetUserId: undefined })).Code, "INSTANCE_NOT_EXIST");
    });

    const filters = [
        { by: { NamespaceName: "prod" }, names: ["a", "c"] },
        { by: { NamespaceName: "prod", RepoName: "web" }, names: ["c"] },
        { by: { TargetInstanceId: "cri-fra" }, names: ["b"] },
        { by: { TargetRegionId: "ap-southeast-1" }, names: ["a", "c"] },
        { by: { NamespaceName: "nowhere" }, names: [] },
    ];
    for (const { by, names } of filters) {
        it(`lists by ${JSON.stringify(by)}`, async () => {
            await create({ SyncRuleName: "a" });
            const frankfurt = { TargetInstanceId: "cri-fra", TargetRegionId: "eu-central-1" };
            await create({ SyncRuleName: "b", NamespaceName: "staging", TargetNamespaceName: "staging", ...frankfurt });
            await create({ SyncRuleName: "c", RepoName: "web", TargetRepoName: "web" });
            const rules = await list({ InstanceId: "cri-hub", ...by });
            assert.deepEqual(
                rules.map((rule) => rule.SyncRuleName),
                names,
            );
        });
    }

    const refusals: { name: string; changes: Record<string, unknown>; code: string }[] = [
        { name: "an unknown source", changes: { InstanceId: "cri-none" }, code: "INSTANCE_NOT_EXIST" },
        { name: "an unknown target", changes: { TargetInstanceId: "cri-none" }, code: "INSTANCE_NOT_EXIST" },
        { name: "a target in another region", changes: { TargetRegionId: "cn-beijing" }, code: "INSTANCE_NOT_EXIST" },
        { name: "an unknown source namespace", changes: { NamespaceName: "none" }, code: "NAMESPACE_NOT_EXIST" },
        { name: "an unknown target namespace", changes: { TargetNamespaceName: "none" }, code: "NAMESPACE_NOT_EXIST" },
        { name: "an unknown source repository", changes: { RepoName: "none" }, code: "REPO_NOT_EXIST" },
        {
            name: "a target repository that the namespace does not create",
            changes: { TargetNamespaceName: "base", TargetRepoName: "none" },
            code: "REPO_NOT_EXIST",
        },
        {
            name: "a rule onto itself",
            changes: { TargetInstanceId: "cri-hub", TargetRegionId: "cn-hangzhou" },
            code: "SYNC_TARGET_INVALID",
        },
    ];
    for (const { name, changes, code } of refusals) {
        it(`refuses ${name} with HTTP 200: ${code}`, async () => {
            const answer = await create(changes);
            assert.deepEqual([answer.IsSuccess, answer.Code, answer.SyncRuleId], [false, code, undefined]);
            assert.deepEqual(emulator.alibaba.rules(), []);
        });
    }

    const invalid: { name: string; changes: Record<string, unknown>; code: string }[] = [
        { name: "no tag filter", changes: { TagFilter: undefined }, code: "MissingTagFilter" },
        { name: "an empty tag filter", changes: { TagFilter: "" }, code: "MissingTagFilter" },
        { name: "a tag filter that cannot compile", changes: { TagFilter: "v(" }, code: "InvalidTagFilter" },
        { name: "a scope that is none", changes: { SyncScope: "WORLD" }, code: "InvalidSyncScope" },
        { name: "a trigger that is none", changes: { SyncTrigger: "auto" }, code: "InvalidSyncTrigger" },
        { name: "REPO without a repository", changes: { RepoName: undefined }, code: "MissingRepoName" },
        { name: "REPO without a target", changes: { TargetRepoName: undefined }, code: "MissingTargetRepoName" },
        { name: "REPO with a name filter", changes: { RepoNameFilter: ".*" }, code: "InvalidRepoNameFilter" },
        { name: "NAMESPACE with a repository", changes: { SyncScope: "NAMESPACE" }, code: "InvalidRepoName" },
        { name: "a long name", changes: { SyncRuleName: "n".repeat(65) }, code: "InvalidSyncRuleName" },
        { name: "an unknown parameter", changes: { Enabled: "true" }, code: "UnsupportedParameter" },
        { name: "a name every object has", changes: { constructor: "x" }, code: "UnsupportedParameter" },
    ];
    for (const { name, changes, code } of invalid) {
        it(`refuses ${name} with HTTP 400: ${code}`, async () => {
            await assert.rejects(create(changes), { code, statusCode: 400 });
            assert.deepEqual(emulator.alibaba.rules(), []);
        });
    }

    it("takes inline flags in a filter", async () => {
        assert.equal((await create({ TagFilter: "(?i)v.*" })).IsSuccess, true);
    });

    it("a target repository is made by a namespace that creates them", async () => {
        assert.equal((await create({ TargetRepoName: "brand-new" })).IsSuccess, true);
    });

    it("refuses a second rule of one name, but not on another instance", async () => {
        await create();
        assert.equal((await create({ TagFilter: "v.*" })).Code, "SYNC_RULE_ALREADY_EXIST");
        const fromBackup = await create({ InstanceId: "cri-backup" });
        assert.equal(fromBackup.IsSuccess, true);
    });

    it("refuses while the instance is not running", async () => {
        emulator.alibaba.changeInstance("cri-hub", { status: "STOPPED" });
        assert.equal((await create()).Code, "INSTANCE_STATUS_NOT_SUPPORT");
    });

    it("deletes from the source alone, once", async () => {
        const { SyncRuleId } = await create();
        const remove = (InstanceId: string): Promise<Body> =>
            call(emulator, "DeleteRepoSyncRule", { InstanceId, SyncRuleId });
        assert.equal((await remove("cri-sg")).Code, "SYNC_RULE_NOT_EXIST");
        assert.equal((await remove("cri-hub")).Code, "success");
        assert.deepEqual(await list({ InstanceId: "cri-hub" }), []);
        assert.equal((await remove("cri-hub")).Code, "SYNC_RULE_NOT_EXIST");
    });

    it("120 rules come in pages: 30 by default, 100 at most", async () => {
        for (let index = 0; index < 120; index += 1) {
            await create({ SyncRuleName: `rule-${index}` });
        }
        const page = async (parameters: Record<string, unknown>): Promise<Body> =>
            call(emulator, "ListRepoSyncRule", { InstanceId: "cri-hub", ...parameters });
        const names = (answer: Body): unknown[] => (answer.SyncRules as Body[]).map((rule) => rule.SyncRuleName);
        const all = emulator.alibaba.rules("cri-hub").map((rule: AlibabaSyncRule) => rule.name);

        const byDefault = await page({});
        assert.deepEqual([byDefault.PageNo, byDefault.PageSize, byDefault.TotalCount], [1, 30, 120]);
        assert.deepEqual(names(byDefault), all.slice(0, 30));
        const large = await page({ PageSize: 500 });
        assert.equal(large.PageSize, 100);
        assert.deepEqual([...names(large), ...names(await page({ PageSize: 500, PageNo: 2 }))], all);
        assert.deepEqual(names(await page({ PageNo: 5 })), []);
        for (const wrong of [{ PageNo: 0 }, { PageSize: 0 }, { PageNo: "first" }, { PageSize: 2.5 }]) {
            await assert.rejects(page(wrong), { code: `Invalid${Object.keys(wrong).join()}` });
        }
    });
});
