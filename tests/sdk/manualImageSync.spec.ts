import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { alibaba, huawei, ManualImageSync, RepoSyncRule, tencent } from "../../sdk";
import { reasons } from "./checking";
import { isKnown, type Registered, recordResources, rejectionOf, valueOf } from "./recording";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const beijing = huawei({ region: "cn-north-4" });
const api = { ...hub, namespace: "prod", repository: "api" };
const args = { source: api, target: { ...singapore, namespace: "copy" }, tags: ["1.4.2"] };

/** A program in plain JavaScript, where nothing keeps anybody from writing this. */
const fromJavaScript = ManualImageSync as unknown as new (
    name: string,
    args?: unknown,
    opts?: unknown,
) => ManualImageSync;

/** What check says of an image sync. */
const complaints = (inputs: Record<string, unknown>) => reasons(inputs, {}, "ManualImageSync");

describe("ManualImageSync in a program", function () {
    this.timeout(60_000);
    let registered: Registered[];
    beforeEach(async () => {
        registered = await recordResources();
    });

    /** What the engine gets for the image sync, which is the last resource of its program. */
    async function inputsOf(sync: pulumi.Resource): Promise<Record<string, unknown>> {
        await valueOf(sync.urn);
        return registered.at(-1)?.inputs ?? {};
    }

    it("registers under the documented type", async () => {
        await valueOf(new ManualImageSync("api", args).urn);
        assert.equal(registered[0]?.type, "pulumi-nodejs:dynamic/imagesync:ManualImageSync");
    });

    it("hands on the args as they are, and nothing that is not declared", async () => {
        const { __urn, __provider, ...inputs } = await inputsOf(new ManualImageSync("api", args));
        assert.deepEqual(inputs, args);
        assert.equal(typeof __provider, "string");
        assert.equal(typeof __urn, "string");
        assert.deepEqual(await complaints(inputs), []);
    });

    it("hands on every option, Outputs and promises within lists too", async () => {
        const options = {
            override: true,
            via: "cloud" as const,
            priority: pulumi.output(5),
            wait: false,
            timeoutSeconds: Promise.resolve(60),
            triggers: [pulumi.output({ commit: "1f2e" }), 7, ["nested"]],
        };
        const tags = [pulumi.output("1.4.2"), { source: Promise.resolve("1.4.3"), target: pulumi.output("latest") }];
        const inputs = await inputsOf(new ManualImageSync("api", { ...args, ...options, tags }));
        assert.deepEqual(inputs.tags, ["1.4.2", { source: "1.4.3", target: "latest" }]);
        assert.deepEqual(inputs.triggers, [{ commit: "1f2e" }, 7, ["nested"]]);
        const { override, via, priority, wait, timeoutSeconds } = inputs;
        assert.deepEqual([override, via, priority, wait, timeoutSeconds], [true, "cloud", 5, false, 60]);
    });

    it("tells the provider its URN and its timeouts", async () => {
        const parent = new pulumi.ComponentResource("example:index:Parent", "parent");
        const sync = new ManualImageSync("api", args, { parent, customTimeouts: { create: "90m", update: "2h" } });
        const inputs = await inputsOf(sync);
        assert.equal(inputs.__urn, await valueOf(sync.urn));
        assert.deepEqual(inputs.__timeouts, { create: 5400, update: 7200 });
    });

    for (const option of ["import", "id"] as const) {
        it(`refuses the resource option ${option}, and says what to do`, () => {
            assert.throws(
                () => new ManualImageSync("api", args, { [option]: "alibaba/x" }),
                (error) => {
                    assert.ok(error instanceof Error);
                    assert.match(
                        error.message,
                        new RegExp(`^ManualImageSync "api": .*\\b${option}\\b.*declare it`, "s"),
                    );
                    assert.doesNotMatch(error.message, /adopt/);
                    return true;
                },
            );
            assert.equal(registered.length, 0);
        });
    }

    for (const [what, given, path] of [
        ["no args", undefined, /^source: missing/],
        ["null as args", null, /^source: missing/],
        ["a number as args", 7, /^source: missing/],
        ["a text as args", "alibaba", /^source: missing/],
        ["no target", { source: api, tags: ["1"] }, /^target: missing/],
        ["null as source", { ...args, source: null }, /^source: /],
        ["a cloud that nobody knows", { ...args, target: { ...singapore, cloud: "moon" } }, /^target\.cloud: "moon"/],
        ["a text as rule", { ...args, rule: "mine" }, /^rule: "mine"/],
        ["a rule that is none", { ...args, rule: {} }, /^rule: \{\}/],
        ["a typo", { ...args, tagFiler: "v.*" }, /^tagFiler: /],
        ["a number as tag", { ...args, tags: ["1", 7] }, /^tags\[1\]: 7 /],
        ["null as tags", { ...args, tags: null }, /^tags: /],
    ] as const) {
        it(`takes ${what} from plain JavaScript, and check names the place`, async () => {
            const said = await complaints(await inputsOf(new fromJavaScript("api", given)));
            assert.ok(
                said.some((reason) => path.test(reason)),
                said.join("\n"),
            );
        });
    }

    it("takes another resource for a rule from plain JavaScript, and check says so", async () => {
        const rule = new ManualImageSync("other", args);
        const said = await complaints(await inputsOf(new fromJavaScript("api", { ...args, rule })));
        assert.ok(
            said.some((reason) => reason.startsWith('rule: "other-id"')),
            said.join("\n"),
        );
    });

    it("takes two clouds from a typed program, and check says what is impossible", async () => {
        const apart = new ManualImageSync("api", { ...args, target: guangzhou, via: "cloud" });
        const said = await complaints(await inputsOf(apart));
        assert.equal(said.length, 1, said.join("\n"));
        assert.match(said[0] ?? "", /^via: "cloud" is not possible: /);
    });

    it("leaves the program's own objects alone", async () => {
        const rule = new RepoSyncRule("rule", { source: api, target: singapore });
        const own = Object.freeze({ rule, tags: Object.freeze(["1.4.2"]) });
        const opts = Object.freeze({ customTimeouts: Object.freeze({ create: "1m" }) });
        await valueOf(new ManualImageSync("api", own, opts).urn);
        assert.deepEqual(Object.keys(own), ["rule", "tags"]);
        assert.equal(own.rule, rule);
    });
});

describe("ManualImageSync by a rule", function () {
    this.timeout(60_000);
    let registered: Registered[];
    beforeEach(async () => {
        registered = await recordResources("shop", "dev", () => ({ ruleId: "crsr-1" }));
    });

    /** What the engine gets for an image sync by a rule. */
    async function inputsOf(rule: RepoSyncRule, more: object = {}): Promise<Record<string, unknown>> {
        await valueOf(new fromJavaScript("api", { rule, tags: ["1.4.2"], ...more }).urn);
        return registered.at(-1)?.inputs ?? {};
    }

    it("gets the rule as data, without what the rule does not have", async () => {
        const target = { ...singapore, namespace: "copy", accountId: "1000000000000002" };
        const rule = new RepoSyncRule("rule", {
            name: "mine",
            trigger: "manual",
            source: { ...api, account: "builders" },
            target: { ...target, linkId: "link-1" },
        });
        const { __urn, __provider, ...inputs } = await inputsOf(rule);
        const source = { ...api, account: "builders" };
        const data = { ruleId: "crsr-1", name: "mine", trigger: "manual", source, target };
        assert.deepEqual(inputs, { tags: ["1.4.2"], rule: data });
        const accounts = JSON.stringify({ builders: { accessKey: "key", secretKey: "to-the-builders" } });
        assert.deepEqual(await reasons(inputs, { "imagesync:accounts": accounts }, "ManualImageSync"), []);
    });

    it("gets a Huawei rule, which has no name, with its override", async () => {
        const source = { ...beijing, namespace: "team", repository: "api" };
        const target = { ...huawei({ region: "ap-southeast-3" }), namespace: "team" };
        const inputs = await inputsOf(new RepoSyncRule("rule", { source, target, override: true }));
        assert.deepEqual(inputs.rule, { ruleId: "crsr-1", override: true, source, target });
        assert.deepEqual(await complaints(inputs), []);
    });

    it("keeps a source that is given: a rule of a namespace does not tell the repository", async () => {
        const source = { ...hub, namespace: "prod" };
        const inputs = await inputsOf(new RepoSyncRule("rule", { source, target: singapore }), { source: api });
        assert.deepEqual(inputs.source, api);
        assert.deepEqual((inputs.rule as { source: unknown }).source, source);
        assert.deepEqual(await complaints(inputs), []);
    });

    it("waits for the rule: the engine is told of the dependency", async () => {
        const rule = new RepoSyncRule("rule", { source: api, target: singapore });
        await inputsOf(rule);
        assert.deepEqual(registered.at(-1)?.dependencies, { rule: [await valueOf(rule.urn)] });
    });

    it("knows in a preview what the rule's program says, though the rule is not there yet", async () => {
        registered = await recordResources("shop", "dev", () => ({}), true);
        const instanceId = pulumi.output("cri-sg");
        const rule = new RepoSyncRule("rule", { name: "mine", source: api, target: { ...singapore, instanceId } });
        await inputsOf(rule);
        const seen = registered.at(-1)?.sent.rule as Record<string, unknown>;
        assert.equal(seen.ruleId, pulumi.runtime.unknownValue);
        assert.equal(seen.name, "mine");
        assert.deepEqual(seen.source, api);
        assert.deepEqual(seen.target, { ...singapore });
        assert.deepEqual(await complaints(registered.at(-1)?.sent ?? {}), []);
    });

    for (const [cloud, source, fields] of [
        ["alibaba", api, { name: "mine", trigger: "automatic" }],
        [
            "tencent",
            { ...guangzhou, namespace: "prod", repository: "api" },
            { name: "mine", override: false, artifacts: "all", enabled: true },
        ],
        ["huawei", { ...beijing, namespace: "team", repository: "api" }, { override: false }],
    ] as const) {
        it(`knows in a preview without changes all of a rule of ${cloud}: what it does not have is not unknown`, async () => {
            registered = await recordResources("shop", "dev", () => ({ ruleId: "crsr-1", ...fields }), true);
            await inputsOf(RepoSyncRule.fromData("rule", { source, target: source, ...fields }));
            assert.deepEqual(registered.at(-1)?.sent.rule, { ruleId: "crsr-1", ...fields, source, target: source });
        });
    }

    it("gets the filters of the rule, which say what the whole rule takes", async () => {
        const filters = { repositoryFilter: "api*", tagFilter: "v*", artifacts: "image" as const, enabled: false };
        const source = { ...guangzhou, namespace: "prod" };
        const target = { ...guangzhou, instanceId: "tcr-sg", namespace: "prod", grant: "partner" };
        await inputsOf(new RepoSyncRule("rule", { name: "mine", source, target, ...filters }), { tags: undefined });
        const { ruleId, name, ...rest } = registered.at(-1)?.inputs.rule as Record<string, unknown>;
        assert.deepEqual([ruleId, name], ["crsr-1", "mine"]);
        assert.deepEqual(rest, { source, target, ...filters });
    });

    it("knows in a preview the filters that the rule's program says, and that there is none where it says none", async () => {
        registered = await recordResources("shop", "dev", () => ({}), true);
        await inputsOf(new RepoSyncRule("filtered", { source: api, target: singapore, tagFilter: "v.*" }));
        const filtered = registered.at(-1)?.sent.rule as Record<string, unknown>;
        assert.equal(filtered.tagFilter, "v.*");
        assert.ok(!("repositoryFilter" in filtered));
        const tagFilter = pulumi.output("v.*").apply(() => pulumi.unknown as string);
        await inputsOf(new RepoSyncRule("unknown", { source: api, target: singapore, tagFilter }));
        const unknown = registered.at(-1)?.sent.rule as Record<string, unknown>;
        assert.equal(unknown.tagFilter, pulumi.runtime.unknownValue);
    });

    it("takes a rule's data from a file as it is", async () => {
        const rule = { ruleId: "crsr-1", source: api, target: singapore };
        await valueOf(ManualImageSync.fromData("api", { rule, tags: ["1.4.2"] }).urn);
        assert.deepEqual(registered.at(-1)?.inputs.rule, rule);
    });
});

describe("ManualImageSync in a user's unit test", function () {
    this.timeout(60_000);
    const digest = `sha256:${"ab".repeat(32)}`;
    const images = {
        "1.4.2": { status: "synced", digest, sizeBytes: 1024, taskId: "rst-1" },
        "1.4.3": { status: "failed", digest, issue: "TAG_CONFLICT" },
        "1.4.4": { status: "unverified", digest },
        "1.4.5": { status: "running", taskId: "rst-2" },
        "1.4.6": { status: "outdated", digest },
        "1.4.7": { status: "synced" },
    };
    const made = {
        target: { ...args.target, repository: "api" },
        override: false,
        wait: true,
        timeoutSeconds: 3600,
        images,
        summary: { synced: 2, failed: 1, unverified: 1, running: 1, outdated: 1 },
        host: "cri-sg-registry.ap-southeast-1.cr.aliyuncs.com",
    };
    /** The image sync of a program whose mocks give these outputs. */
    async function syncWith(outputs: object, preview = false): Promise<ManualImageSync> {
        await recordResources("shop", "dev", () => outputs, preview);
        return new ManualImageSync("release", args);
    }

    it("has the outputs of the mocks", async () => {
        const sync = await syncWith(made);
        assert.deepEqual(await valueOf(sync.images), images);
        assert.deepEqual(await valueOf(sync.summary), made.summary);
        assert.deepEqual(await valueOf(sync.source), api);
        assert.equal(await valueOf(sync.target.repository), "api");
        assert.deepEqual(await valueOf(sync.tags), ["1.4.2"]);
        assert.equal(await valueOf(sync.timeoutSeconds), 3600);
        assert.deepEqual([await valueOf(sync.override), await valueOf(sync.wait)], [false, true]);
        assert.equal(await valueOf(sync.host), made.host);
        const rest = [
            sync.rule,
            sync.tagFilter,
            sync.maxTags,
            sync.via,
            sync.priority,
            sync.triggers,
            sync.platforms,
            sync.referrers,
        ];
        for (const output of rest) {
            assert.equal(await valueOf(output as pulumi.Output<unknown>), undefined);
        }
    });

    it("gives one image, with lifted fields, by a tag that may be an Output", async () => {
        const sync = await syncWith(made);
        assert.deepEqual(await valueOf(sync.image("1.4.2")), images["1.4.2"]);
        assert.equal(await valueOf(pulumi.output(sync.image(pulumi.output("1.4.2")).digest)), digest);
        assert.equal(await valueOf(pulumi.output(sync.image("1.4.3").issue)), "TAG_CONFLICT");
    });

    it("gives an image's reference by digest", async () => {
        const sync = await syncWith(made);
        const expected = `${made.host}/copy/api@${digest}`;
        assert.equal(await valueOf(sync.imageReference("1.4.2")), expected);
        assert.equal(await valueOf(sync.imageReference(Promise.resolve("1.4.4"))), expected);
    });

    it("gives a reference into a registry that has no namespaces", async () => {
        const target = { cloud: "generic", host: "harbor.example.com", repository: "api" };
        const sync = await syncWith({ ...made, target, host: target.host });
        assert.equal(await valueOf(sync.imageReference("1.4.2")), `harbor.example.com/api@${digest}`);
        const inNamespace = await syncWith({ ...made, target: { ...target, namespace: "a/b" }, host: target.host });
        assert.equal(await valueOf(inNamespace.imageReference("1.4.2")), `harbor.example.com/a/b/api@${digest}`);
    });

    it("gives a reference to an image of a whole rule, which is known by its repository and tag", async () => {
        const { repository: _repository, ...target } = made.target;
        const whole = { "team/web:1.4.2": { status: "synced", digest, referrers: 2 } };
        const sync = await syncWith({ ...made, target, images: whole, via: "registry" });
        assert.equal(await valueOf(sync.imageReference("team/web:1.4.2")), `${made.host}/copy/team/web@${digest}`);
        assert.equal(await valueOf(pulumi.output(sync.image("team/web:1.4.2").referrers)), 2);
        assert.equal(await valueOf(sync.via), "registry");
    });

    const many = Object.fromEntries(Array.from({ length: 14 }, (_, n) => [`v${n + 10}`, { status: "synced" }]));
    for (const [what, outputs, tag, expected] of [
        ["a tag that is not among them", made, "1.5.0", /no image "1\.5\.0".*there are "1\.4\.2", "1\.4\.3"/],
        ["a word of JavaScript's objects", made, "constructor", /no image "constructor"/],
        ["any tag where there are none", { ...made, images: {} }, "1.4.2", /no image "1\.4\.2".*there are none$/],
        ["any tag where mocks tell none", {}, "1.4.2", /no image "1\.4\.2".*there are none$/],
        ["a tag that is not among many", { images: many }, "v9", /"v10", .*, "v19" and 4 more$/],
    ] as const) {
        it(`rejects ${what}, in both methods`, async () => {
            const sync = await syncWith(outputs);
            for (const output of [sync.image(tag), sync.imageReference(tag)] as pulumi.Output<unknown>[]) {
                const { message } = await rejectionOf(output);
                assert.match(message, /^ManualImageSync "release": /);
                assert.match(message, expected);
            }
        });
    }

    for (const [what, outputs, tag, expected] of [
        ["a failed image", made, "1.4.3", /"1\.4\.3": it is failed \(TAG_CONFLICT\)$/],
        ["a running image", made, "1.4.5", /"1\.4\.5": it is running$/],
        ["an outdated image", made, "1.4.6", /"1\.4\.6": it is outdated$/],
        ["an image without digest", made, "1.4.7", /"1\.4\.7": its digest in the target is not known$/],
        ["an image without host", { ...made, host: undefined }, "1.4.2", /its host in the target is not known$/],
        [
            "an image without host and repository",
            { ...made, host: undefined, target: args.target },
            "1.4.2",
            /its host and repository in the target is not known$/,
        ],
    ] as const) {
        it(`makes up no reference for ${what}`, async () => {
            const sync = await syncWith(outputs);
            assert.match((await rejectionOf(sync.imageReference(tag))).message, expected);
        });
    }

    it("knows no image in a preview that has something to do, and fails for none", async () => {
        const sync = await syncWith({}, true);
        const seen: unknown[] = [];
        const outputs = [sync.image("1.4.2"), sync.image("none such").digest, sync.imageReference("1.4.2")];
        for (const output of outputs as pulumi.Output<unknown>[]) {
            const told = output.apply((value) => seen.push(value));
            assert.equal(await isKnown(told), false);
        }
        assert.deepEqual(seen, []);
    });

    it("knows every image in a preview that has nothing to do, and tells a tag that is none", async () => {
        const sync = await syncWith(made, true);
        assert.equal(await valueOf(pulumi.output(sync.image("1.4.2").digest)), digest);
        assert.match((await rejectionOf(sync.image("1.5.0"))).message, /no image "1\.5\.0"/);
    });

    it("serves data from a file", async () => {
        await recordResources("shop", "dev", () => made);
        const sync = ManualImageSync.fromData("file", JSON.parse(JSON.stringify(args)));
        assert.equal(await valueOf(sync.image("1.4.2").status), "synced");
    });

    it("feeds a second image sync: from one target on to the next", async () => {
        const first = await syncWith(made);
        const { namespace, repository, region, instanceId } = first.target as pulumi.Output<typeof made.target>;
        const source = { ...alibaba({ region, instanceId }), namespace, repository };
        const second = new ManualImageSync("second", { source, target: guangzhou, tags: ["1.4.2"] });
        assert.equal(await valueOf(second.source.repository), "api");
    });
});
