import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { type Body, call, ruleParameters } from "./clients";

describe("alibaba: the console", () => {
    let emulator: Emulator;
    beforeEach(async () => {
        emulator = await startEmulator({ seed: false });
        const { alibaba } = emulator;
        for (const [id, regionId] of [
            ["cri-a", "cn-hangzhou"],
            ["cri-b", "cn-beijing"],
        ] as const) {
            alibaba.addInstance({ id, regionId });
            alibaba.addNamespace(id, "team");
            alibaba.addRepository(id, "team", "app");
        }
    });
    afterEach(() => emulator.close());

    const rules = async (): Promise<Body[]> =>
        (await call(emulator, "ListRepoSyncRule", { InstanceId: "cri-a" })).SyncRules as Body[];

    it("has nothing but what was put in", async () => {
        const { Instances } = await call(emulator, "ListInstance", {});
        assert.deepEqual(
            (Instances as Body[]).map((instance) => instance.InstanceId),
            ["cri-a", "cri-b"],
        );
    });

    it("rules that are added, changed and removed show in the API at once", async () => {
        const rule = { name: "r", instanceId: "cri-a", namespace: "team", targetInstanceId: "cri-b" };
        const { id } = emulator.alibaba.addRule({ ...rule, repository: "app" });
        assert.deepEqual(
            (await rules()).map((one) => [one.SyncRuleId, one.SyncScope, one.TargetRepoName, one.TargetRegionId]),
            [[id, "REPO", "app", "cn-beijing"]],
        );
        emulator.alibaba.changeRule(id, { tagFilter: "v2.*" });
        assert.equal((await rules())[0]?.TagFilter, "v2.*");
        emulator.alibaba.removeRule(id);
        assert.deepEqual(await rules(), []);
    });

    it("can make what the API refuses: two rules of one name", async () => {
        const rule = { name: "twin", instanceId: "cri-a", namespace: "team", targetInstanceId: "cri-b" };
        emulator.alibaba.addRule(rule);
        emulator.alibaba.addRule(rule);
        assert.equal((await rules()).length, 2);
    });

    it("gives copies: changing one changes nothing", async () => {
        emulator.alibaba.addRule({ name: "r", instanceId: "cri-a", namespace: "team", targetInstanceId: "cri-b" });
        for (const rule of emulator.alibaba.rules()) {
            rule.name = "changed";
        }
        assert.equal((await rules())[0]?.SyncRuleName, "r");
    });

    it("removing an instance removes what is in it, and its rules", async () => {
        emulator.alibaba.addRule({ name: "r", instanceId: "cri-a", namespace: "team", targetInstanceId: "cri-b" });
        emulator.alibaba.removeInstance("cri-b");
        assert.deepEqual(await rules(), []);
        assert.deepEqual(emulator.alibaba.namespaces("cri-b"), []);
    });

    it("removing a namespace or a repository makes rules on it fail", async () => {
        const parameters = ruleParameters({
            InstanceId: "cri-a",
            NamespaceName: "team",
            RepoName: "app",
            TargetInstanceId: "cri-b",
            TargetRegionId: "cn-beijing",
            TargetNamespaceName: "team",
        });
        emulator.alibaba.removeRepository("cri-a", "team", "app");
        assert.equal((await call(emulator, "CreateRepoSyncRule", parameters)).Code, "REPO_NOT_EXIST");
        emulator.alibaba.removeNamespace("cri-a", "team");
        assert.equal((await call(emulator, "CreateRepoSyncRule", parameters)).Code, "NAMESPACE_NOT_EXIST");
    });

    const mistakes: { name: string; act: () => unknown; message: RegExp }[] = [
        { name: "an unknown rule", act: () => emulator.alibaba.removeRule("crsr-x"), message: /no rule crsr-x/ },
        {
            name: "an instance twice",
            act: () => emulator.alibaba.addInstance({ id: "cri-a", regionId: "cn-hangzhou" }),
            message: /instance cri-a is there already/,
        },
        {
            name: "a repository without its namespace",
            act: () => emulator.alibaba.addRepository("cri-a", "none", "app"),
            message: /no namespace for repository none\/app in cri-a/,
        },
        {
            name: "a tag without its repository",
            act: () => emulator.alibaba.pushTag("cri-a", "team", "none", "v1"),
            message: /no repository team\/none in cri-a/,
        },
        {
            name: "an image without layers",
            act: () => emulator.alibaba.pushTag("cri-a", "team", "app", "v1", { layerBytes: [] }),
            message: /at least one layer/,
        },
    ];
    for (const { name, act, message } of mistakes) {
        it(`throws for ${name}`, () => {
            assert.throws(act, message);
        });
    }
});
