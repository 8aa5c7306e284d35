import assert from "node:assert/strict";
import { Socket } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { alibaba, huawei, RepoSyncRule, tencent } from "../../sdk";
import { reasons } from "./checking";
import { type Registered, recordResources, valueOf } from "./recording";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const beijing = huawei({ region: "cn-north-4" });
const ends = { source: { ...hub, namespace: "prod" }, target: singapore };

/** A program in plain JavaScript, where nothing keeps anybody from writing this. */
const fromJavaScript = RepoSyncRule as unknown as new (name: string, args?: unknown, opts?: unknown) => RepoSyncRule;

describe("RepoSyncRule in a program", function () {
    this.timeout(60_000);
    let registered: Registered[];
    beforeEach(async () => {
        registered = await recordResources();
    });

    /** What the engine gets for the rule. */
    async function inputsOf(rule: RepoSyncRule): Promise<Record<string, unknown>> {
        await valueOf(rule.urn);
        assert.equal(registered.length, 1);
        return registered[0]?.inputs ?? {};
    }

    it("registers under the documented type", async () => {
        await valueOf(new RepoSyncRule("api", ends).urn);
        assert.equal(registered[0]?.type, "pulumi-nodejs:dynamic/imagesync:RepoSyncRule");
    });

    it("hands on the args as they are, and they pass the check", async () => {
        const args = { ...ends, tagFilter: "v\\d+", trigger: "manual" as const, name: "mine" };
        const inputs = await inputsOf(new RepoSyncRule("api", args));
        const { source, target, tagFilter, trigger, name } = inputs;
        assert.deepEqual({ source, target, tagFilter, trigger, name }, args);
        assert.equal(inputs.__defaults, undefined);
        assert.deepEqual(await reasons(inputs), []);
    });

    for (const [cloud, args] of Object.entries({
        alibaba: ends,
        tencent: {
            source: { ...tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), namespace: "prod" },
            target: tencent({ region: "ap-singapore", instanceId: "tcr-sg" }),
        },
    })) {
        it(`makes a name on ${cloud}, and says that it did`, async () => {
            const inputs = await inputsOf(RepoSyncRule.fromData("api", args));
            assert.match(String(inputs.name), /^api-[0-9a-f]{7}$/);
            assert.deepEqual(inputs.__defaults, ["name"]);
            assert.deepEqual(await reasons(inputs), []);
        });
    }

    it("makes no name on Huawei, whose rules have none", async () => {
        const source = { ...beijing, namespace: "team", repository: "api" };
        const inputs = await inputsOf(
            new RepoSyncRule("api", { source, target: huawei({ region: "ap-southeast-3" }) }),
        );
        assert.equal(inputs.name, undefined);
        assert.deepEqual(await reasons(inputs), []);
    });

    it("tells the provider its URN and its timeouts", async () => {
        const rule = new RepoSyncRule("api", ends, { customTimeouts: { create: "2m" } });
        const inputs = await inputsOf(rule);
        assert.equal(inputs.__urn, await valueOf(rule.urn));
        assert.deepEqual(inputs.__timeouts, { create: 120 });
    });

    it("tells the URN below a component too", async () => {
        const parent = new pulumi.ComponentResource("example:index:Parent", "parent");
        const rule = new RepoSyncRule("api", ends, { parent });
        await valueOf(rule.urn);
        assert.equal(registered.at(-1)?.inputs.__urn, await valueOf(rule.urn));
    });

    for (const option of ["import", "id"] as const) {
        it(`refuses the resource option ${option}, and points to adopt`, () => {
            assert.throws(
                () => new RepoSyncRule("api", ends, { [option]: "alibaba/cn-hangzhou/cri-hub/x" }),
                (error) => {
                    assert.ok(error instanceof Error);
                    assert.match(error.message, new RegExp(`RepoSyncRule "api".*\\b${option}\\b.*adopt: true`, "s"));
                    return true;
                },
            );
            assert.equal(registered.length, 0);
        });
    }

    for (const [what, args, path] of [
        ["no args", undefined, /^source: missing/],
        ["null as args", null, /^source: missing/],
        ["a text as args", "alibaba", /^source: missing/],
        ["a number as args", 7, /^source: missing/],
        ["a list as args", [ends], /^source: missing/],
        ["no source", { target: singapore }, /^source: missing/],
        ["null as source", { source: null, target: singapore }, /^source: /],
        ["a text as source", { source: "prod", target: singapore }, /^source: "prod"/],
        ["a list as source", { source: [hub], target: singapore }, /^source: /],
        ["null as target", { ...ends, target: null }, /^target: /],
        ["null as cloud", { ...ends, source: { ...hub, cloud: null } }, /^source\.cloud: /],
        ["a cloud that nobody knows", { ...ends, source: { ...hub, cloud: "moon" } }, /^source\.cloud: "moon"/],
        ["a number as name", { ...ends, name: 7 }, /^name: 7 /],
        ["null as name", { ...ends, name: null }, /^name: /],
        ["a typo", { ...ends, tagFiler: "v.*" }, /^tagFiler: /],
    ] as const) {
        it(`takes ${what} from plain JavaScript, and check names the place`, async () => {
            const inputs = await inputsOf(new fromJavaScript("api", args));
            const said = await reasons(inputs);
            assert.ok(
                said.some((reason) => path.test(reason)),
                said.join("\n"),
            );
        });
    }

    it("leaves the program's own objects alone", async () => {
        const args = Object.freeze({ ...ends, source: Object.freeze({ ...ends.source }) });
        const opts = Object.freeze({ customTimeouts: Object.freeze({ create: "1m" }) });
        await valueOf(new RepoSyncRule("api", args, opts).urn);
        assert.deepEqual(Object.keys(args), ["source", "target"]);
    });
});

describe("RepoSyncRule in a user's unit test", function () {
    this.timeout(60_000);
    const connect = Object.getOwnPropertyDescriptor(Socket.prototype, "connect") as PropertyDescriptor;
    let connections = 0;
    before(() => {
        const count = () => {
            connections += 1;
            throw new Error("a unit test reaches for the network");
        };
        Object.defineProperty(Socket.prototype, "connect", { ...connect, value: count });
    });
    after(() => Object.defineProperty(Socket.prototype, "connect", connect));

    const made = { ruleId: "crsr-1", scope: "repository", createdAt: "2024-05-06T07:08:09Z" };
    before(() =>
        pulumi.runtime.setMocks(
            {
                newResource: ({ name, inputs }) => {
                    const { source, target, ...options } = inputs as Record<string, Record<string, unknown>>;
                    const filled = { ...target, namespace: source?.namespace };
                    return { id: `id of ${name}`, state: { ...options, source, target: filled, ...made } };
                },
                call: () => ({}),
            },
            "shop",
            "dev",
        ),
    );

    it("has the outputs of the mocks", async () => {
        const rule = new RepoSyncRule("api", { ...ends, source: { ...ends.source, repository: "api" } });
        assert.equal(await valueOf(rule.id), "id of api");
        assert.equal(await valueOf(rule.ruleId), "crsr-1");
        assert.equal(await valueOf(rule.scope), "repository");
        assert.equal(await valueOf(rule.createdAt), "2024-05-06T07:08:09Z");
        assert.equal(await valueOf(rule.updatedAt), undefined);
    });

    it("has nested fields, those that the provider fills too", async () => {
        const rule = new RepoSyncRule("nested", { ...ends, tagFilter: pulumi.output("v.*") });
        assert.equal(await valueOf(rule.target.instanceId), "cri-sg");
        assert.equal(await valueOf(rule.target.apply(({ namespace }) => namespace)), "prod");
        assert.equal(await valueOf(rule.source.region), "cn-hangzhou");
        assert.equal(await valueOf(rule.tagFilter), "v.*");
    });

    it("has a made name", async () => {
        assert.match((await valueOf(new RepoSyncRule("api-to-sg", ends).name)) ?? "", /^api-to-sg-[0-9a-f]{7}$/);
    });

    it("feeds one rule's outputs into another", async () => {
        const first = new RepoSyncRule("first", ends);
        const { instanceId, region } = first.target;
        const source = { ...alibaba({ region, instanceId }), namespace: "prod" };
        const second = new RepoSyncRule("second", { source, target: hub }, { dependsOn: first });
        assert.equal(await valueOf(second.source.instanceId), "cri-sg");
    });

    it("serves data from a file", async () => {
        const text = JSON.stringify({ ...ends, trigger: "manual" });
        const rule = RepoSyncRule.fromData("file", JSON.parse(text));
        assert.equal(await valueOf(rule.trigger), "manual");
    });

    it("never reaches for the network", () => assert.equal(connections, 0));
});
