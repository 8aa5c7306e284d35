import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { alibabaRow } from "../clouds/alibaba";
import { Project } from "../harness/project";
import type { Data } from "./grpc";
import { failureOf, initFailure, ProviderHost } from "./host";
import { inputsOf } from "./inputs";

/** How the engine writes a value that is not known yet, and how it marks a secret. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

describe("the provider process over gRPC", () => {
    let emulator: Emulator;
    let project: Project;
    let host: ProviderHost;
    let inputs: Data;
    const { list } = alibabaRow.actions;
    const bounded = (seconds: number) => ({ __timeouts: { create: seconds, update: seconds, delete: seconds } });

    before(async () => {
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
        const config = Object.entries(emulator.config).map(([key, value]) => [key, secret(value)] as const);
        host = await ProviderHost.start(project, Object.fromEntries(config));
        inputs = await inputsOf(alibabaRow.args(0));
    });
    after(async () => {
        await host?.stop();
        project?.remove();
        await emulator?.close();
    });
    beforeEach(() => emulator.requests.clear());
    afterEach(() => emulator.faults.clear());

    const checked = async (change: Data = {}): Promise<Data> => (await host.check({}, { ...inputs, ...change })).inputs;

    it("the provider in a resource's state is small: it holds a call of the package and no code of it", () => {
        const text = String(inputs.__provider);
        assert.ok(text.length <= 1200, `__provider has ${text.length} characters`);
        assert.match(text, /require\("pulumi-imagesync\/provider"\)/);
    });

    it("check fills the defaults and asks nobody", async () => {
        const { inputs: filled, failures } = await host.check({}, inputs);
        assert.deepEqual(failures, []);
        assert.equal(filled.trigger, "automatic");
        assert.deepEqual(filled.target, { ...(inputs.target as object), namespace: "prod", repository: "api" });
        assert.equal(filled.__provider, inputs.__provider);
        assert.deepEqual(emulator.requests.all(), []);
    });

    it("check lets pass what is not known yet, wherever it stands, and still sees what is wrong beside it", async () => {
        const source = { ...(inputs.source as object), instanceId: unknown, namespace: unknown };
        const target = { ...(inputs.target as object), region: unknown };
        const { inputs: filled, failures } = await host.check({}, { ...inputs, source, target, tagFilter: unknown });
        assert.deepEqual(failures, []);
        assert.deepEqual(filled.source, source);
        assert.equal(filled.tagFilter, unknown);
        assert.equal((filled.target as Data).namespace, unknown, "the default is the source's namespace");
        const wrong = await host.check({}, { ...inputs, source, trigger: "never" });
        assert.deepEqual(
            wrong.failures.map(({ reason }) => reason.split(":")[0]),
            ["trigger"],
        );
    });

    it("check failures name no property: the engine would print its value; path and value are in the reason", async () => {
        const { failures } = await host.check({}, { ...inputs, tagFilter: "(", enabled: true });
        assert.deepEqual(
            failures.map(({ property }) => property),
            ["", ""],
        );
        const reasons = failures.map(({ reason }) => reason).join("\n");
        assert.match(reasons, /^enabled: /m);
        assert.match(reasons, /^tagFilter: "\(" /m);
    });

    it("what is odd goes to the engine's log as a warning, with the resource's URN, and not to stdout", async () => {
        await host.check({}, { ...inputs, tagFilter: "v*" });
        const line = host.lines.find(({ message }) => message.startsWith("tagFilter: "));
        const warning = 2;
        assert.equal(line?.severity, warning);
        assert.equal(line?.urn, inputs.__urn);
        assert.equal(host.printed, "");
    });

    const rows: readonly [string, Data, { changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }][] = [
        ["nothing", {}, { changes: false, replaces: [], deleteBeforeReplace: false }],
        ["adopt alone", { adopt: true }, { changes: false, replaces: [], deleteBeforeReplace: false }],
        ["a filter", { tagFilter: "x" }, { changes: true, replaces: ["tagFilter"], deleteBeforeReplace: true }],
        [
            "an unknown filter",
            { tagFilter: unknown },
            { changes: true, replaces: ["tagFilter"], deleteBeforeReplace: true },
        ],
        ["the name", { name: "other" }, { changes: true, replaces: ["name"], deleteBeforeReplace: false }],
        ["an unknown name", { name: unknown }, { changes: true, replaces: ["name"], deleteBeforeReplace: false }],
    ];
    for (const [what, change, expected] of rows) {
        it(`diff of ${what}`, async () => {
            const olds = { ...(await checked()), ruleId: "crsr-1", scope: "repository" };
            const answer = await host.diff(alibabaRow.id(0), olds, { ...(await checked()), ...change });
            assert.deepEqual(answer, expected);
        });
    }

    it("create, read, delete; read of what is gone answers an empty id", async () => {
        const { id, properties } = await host.create(await checked());
        assert.equal(id, alibabaRow.id(0));
        assert.equal(properties.ruleId, emulator.alibaba.rules()[0]?.id);
        assert.equal(properties.__provider, inputs.__provider);
        const seen = await host.read(id, properties);
        assert.equal(seen.id, id);
        assert.deepEqual(seen.properties, properties);
        assert.deepEqual(seen.inputs, await checked(), "a refresh without drift changes no input");
        await host.delete(id, properties);
        assert.deepEqual(emulator.alibaba.rules(), []);
        assert.equal((await host.read(id, properties)).id, "");
        await host.delete(id, properties);
    });

    it("a rule that the cloud never shows: made, recorded and named; update finishes it", async () => {
        const args = await checked({ name: "unseen", ...bounded(1) });
        emulator.faults.add({ cloud: "alibaba", action: list, kind: "stale", times: Infinity });
        const failed = initFailure(await failureOf(host.create(args)));
        const [rule] = emulator.alibaba.rules();
        assert.equal(failed.id, "alibaba/cn-hangzhou/cri-hub/unseen");
        assert.equal(failed.properties.ruleId, rule?.id);
        assert.equal(failed.properties.tagFilter, alibabaRow.declared);
        assert.match(failed.reasons.join(), /the cloud accepted the rule but does not show it/);
        emulator.faults.clear();
        const finished = await host.update(failed.id, failed.properties, args);
        assert.equal(finished.ruleId, rule?.id);
        assert.equal(finished.scope, "repository");
        assert.equal(emulator.alibaba.rules().length, 1);
        await host.delete(failed.id, finished);
    });

    it("a create that the cloud refuses: one sentence, and nothing that the engine would record", async () => {
        const source = { ...(inputs.source as object), namespace: "nobodys" };
        const error = await failureOf(host.create(await checked({ source })));
        assert.match(error.details, /^alibaba CreateRepoSyncRule: namespace "nobodys" not found in cri-hub/);
        assert.deepEqual(error.metadata.get("grpc-status-details-bin"), []);
    });

    it("a read that fails is a failure, never an absence", async () => {
        emulator.faults.add({ cloud: "alibaba", action: list, kind: "forbidden", times: Infinity });
        const error = await failureOf(host.read("alibaba/cn-hangzhou/cri-fra/x", await elsewhere()));
        assert.match(error.details, /alibaba ListRepoSyncRule: /);
    });

    it("a read without a recorded rule, as pulumi import asks for it, says how to adopt", async () => {
        const error = await failureOf(host.read(alibabaRow.id(0), { __provider: inputs.__provider }));
        assert.match(error.details, /adopt: true/);
    });

    it("no secret is in any answer, line or output", async () => {
        const error = await failureOf(
            host.create({
                ...(await elsewhere()),
                source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-none", namespace: "prod" },
            }),
        );
        const text = JSON.stringify([error.details, host.lines, host.printed]);
        const { owner, other } = emulator.credentials.alibaba;
        for (const { secretKey } of [owner, other]) {
            assert.ok(!text.includes(secretKey), text);
        }
    });

    /** A rule of an instance that no list was asked for yet. */
    async function elsewhere(): Promise<Data> {
        const source = { ...(inputs.source as object), region: "eu-central-1", instanceId: "cri-fra" };
        return checked({ source, name: "elsewhere" });
    }
});
