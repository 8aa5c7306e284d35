import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Emulator, startEmulator } from "../../emulator";
import { attach, makeProvider } from "../../provider";
import { alibabaCase } from "./clouds/alibabaCase";
import type { Args } from "./clouds/case";
import { TestEnvironment } from "./fakes/environment";
import { KeptMessages } from "./fakes/messages";

describe("the provider of a resource type", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    let messages: KeptMessages;
    let provider: ResourceProvider;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        messages = new KeptMessages();
        provider = makeProvider("RepoSyncRule", (key) => emulator.config[key], messages);
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });
    const inputs = async (changes: Args = {}) =>
        (await provider.check?.({}, { ...alibabaCase.args(0), ...changes }))?.inputs as Args;

    it("attach gives every method at once, before anything is awaited", () => {
        const target = {} as ResourceProvider;
        attach("RepoSyncRule", target, { config: { get: (key: string) => emulator.config[key] } } as never);
        assert.deepEqual(
            ["check", "create", "delete", "diff", "read", "update"].filter(
                (name) => typeof target[name as keyof ResourceProvider] !== "function",
            ),
            [],
        );
    });

    it("the whole life through one object", async () => {
        const made: { id: string; outs?: Args } = await provider.create(await inputs());
        const { id, outs } = made;
        assert.equal(id, "alibaba/cn-hangzhou/cri-hub/rule-0");
        assert.equal((await provider.read?.(id, outs))?.id, id);
        await provider.delete?.(id, outs);
        assert.deepEqual(emulator.alibaba.rules(), []);
    });

    it("a warning of check reaches the person at the screen", async () => {
        await inputs({ tagFilter: "v*" });
        assert.match(messages.warnings.join(), /^tagFilter: "v\*" /);
    });

    it("an error of a cloud is its message alone, without a stack", async () => {
        emulator.faults.add({ kind: "forbidden", times: Infinity });
        const spec = await inputs();
        await assert.rejects(provider.create(spec), (error: Error) => {
            assert.match(error.message, /^alibaba ListRepoSyncRule: /);
            assert.equal(error.stack, "");
            return true;
        });
    });

    it("a partial failure keeps what the engine records: id, properties, reasons", async () => {
        const spec = await inputs({ __timeouts: { create: 1 } });
        emulator.faults.add({ action: "ListRepoSyncRule", kind: "stale", times: Infinity });
        await assert.rejects(
            provider.create(spec),
            (error: Error & { id?: string; properties?: Args; reasons?: string[] }) => {
                assert.equal(error.id, "alibaba/cn-hangzhou/cri-hub/rule-0");
                assert.equal(error.properties?.name, "rule-0");
                assert.equal(error.properties.ruleId, emulator.alibaba.rules()[0]?.id);
                assert.equal(error.reasons?.length, 1);
                return true;
            },
        );
    });

    it("a source that is not known at all makes another rule", async () => {
        const olds = await inputs();
        const news = { ...olds, source: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
        const diff = await provider.diff?.("alibaba/cn-hangzhou/cri-hub/x", olds, news);
        assert.equal(diff?.changes, true);
        assert.ok(diff.replaces?.includes("source"));
    });

    it("read of what is not in the state says how to take a rule over", async () => {
        const asked = provider.read?.("alibaba/cn-hangzhou/cri-hub/x", undefined) ?? Promise.resolve();
        await assert.rejects(asked, (error: Error) => {
            assert.match(error.message, /^imagesync read: .*; declare it with adopt: true/);
            assert.equal(error.stack, "");
            return true;
        });
    });
});
