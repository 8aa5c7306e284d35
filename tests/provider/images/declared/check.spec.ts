import assert from "node:assert/strict";
import { checkImageSync } from "../../../../provider/images/declared/check";
import { readSettings } from "../../../../provider/process/settings";
import { withValueAt } from "../../../../provider/paths";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageCapabilities, imageClouds } from "./args";

const alibaba = goodArgs.alibaba;

describe("image syncs: check", () => {
    function check(news: Args, config: Readonly<Record<string, string>> = {}) {
        const settings = readSettings((key) => config[key]);
        const { result, warnings } = checkImageSync(imageCapabilities, settings, { ...news });
        return { inputs: result.inputs as Args, failures: result.failures ?? [], warnings };
    }
    const reasons = (...args: Parameters<typeof check>) => check(...args).failures.map(({ reason }) => reason);

    for (const cloud of imageClouds) {
        it(`${cloud}: good args: inputs with their defaults, nothing to say`, () => {
            const { inputs, failures, warnings } = check(goodArgs[cloud]);
            assert.deepEqual([failures, warnings], [[], []]);
            assert.equal(inputs.timeoutSeconds, 3600);
            assert.deepEqual(inputs.tags, ["1.4.1", "1.4.2"]);
        });
    }

    it("a failure names no property to the engine: it would print the value", () =>
        assert.deepEqual(
            check({ ...alibaba, tags: [""] }).failures.map(({ property }) => property),
            [""],
        ));

    const ends: readonly (readonly [name: string, args: Args, message: RegExp])[] = [
        ["a source that is a text", { ...alibaba, source: "cri-hub" }, /^source: "cri-hub"; allowed: an endpoint/],
        ["a target that is a list", { ...alibaba, target: [] }, /^target: \[\]; allowed: an endpoint/],
        ["a source that is null", { ...alibaba, source: null }, /^source: missing; allowed: an endpoint/],
        ["no target", { ...alibaba, target: undefined }, /^target: missing; allowed: an endpoint/],
        [
            "an unknown cloud",
            withValueAt(alibaba, "source.cloud", "aws"),
            /^source\.cloud: "aws"; allowed: "alibaba", "tencent", "huawei", "generic"$/,
        ],
        ["no cloud", withValueAt(alibaba, "source.cloud", undefined), /^source\.cloud: undefined; allowed: "alibaba"/],
        [
            "a rule that is null",
            { ...alibaba, rule: null },
            /^rule: null is no rule; allowed: a RepoSyncRule of the program$/,
        ],
        ["nothing but a rule that is null", { rule: null }, /^rule: null is no rule/],
    ];
    for (const [name, args, message] of ends) {
        it(`${name}: one failure`, () => {
            const said = reasons(args);
            assert.equal(said.length, 1, said.join("\n"));
            assert.match(said[0] ?? "", message);
        });
    }

    it("ends in two clouds, or anywhere, have a path: from registry to registry", () => {
        for (const target of [goodArgs.huawei.target, { cloud: "generic", host: "registry.example.com" }]) {
            const { inputs, failures } = check({ ...alibaba, target: { namespace: "prod", ...(target as Args) } });
            assert.deepEqual(failures, []);
            assert.equal(inputs.via, "registry");
        }
    });

    it("no args at all: both ends are missing", () => assert.equal(reasons({}).length, 2));

    it("what is not known as a whole passes: an end, its cloud, the rule that has the ends", () => {
        for (const path of ["source", "target", "source.cloud", "target.cloud"]) {
            assert.deepEqual(reasons(withValueAt(alibaba, path, unknownValue)), [], path);
        }
        assert.deepEqual(reasons({ rule: unknownValue, tags: ["1.4.2"] }), []);
        assert.deepEqual(reasons({ rule: { source: unknownValue, target: unknownValue }, tags: ["1.4.2"] }), []);
    });

    it("what is wrong with the configuration is a failure of every resource, with the key", () => {
        const config = { "imagesync:accounts": "not JSON" };
        for (const args of [alibaba, { ...alibaba, source: unknownValue }]) {
            const said = reasons(args, config);
            assert.equal(said.length, 1);
            assert.match(said[0] ?? "", /^imagesync:accounts: not a JSON object/);
        }
    });

    for (const path of ["source.account", "target.account"]) {
        it(`${path} that is not configured is named, with those that are`, () => {
            const entries = { one: { accessKey: "a", secretKey: "b" }, partner: { uin: "1000", token: "t" } };
            const config = { "imagesync:accounts": JSON.stringify(entries) };
            const said = (name: string) => reasons(withValueAt(alibaba, path, name), config);
            assert.deepEqual(said("two"), [
                `${path}: "two" is not an entry of imagesync:accounts, which has one, partner`,
            ]);
            assert.deepEqual(said("one"), []);
            assert.deepEqual(said(unknownValue), []);
            assert.match(
                String(said("partner")),
                /: "partner" is a grant in imagesync:accounts; allowed: .* with keys$/,
            );
            assert.equal(said("").length, 1, "one failure for a name that is none");
        });
    }

    describe("accounts of ends", () => {
        const accounts = {
            keys: { accessKey: "a", secretKey: "b" },
            partner: { uin: "1000", token: "t" },
            harbor: { host: "harbor.example.com", username: "robot", password: "p" },
        };
        const config = { "imagesync:accounts": JSON.stringify(accounts) };
        const harbor = { cloud: "generic", host: "harbor.example.com" };
        const rows: readonly (readonly [end: Args, account: string, message: RegExp | undefined])[] = [
            [harbor, "harbor", undefined],
            [harbor, "keys", /: "keys" has a cloud's keys in imagesync:accounts; allowed: an entry \{ host, username/],
            [harbor, "partner", /: "partner" is a grant in imagesync:accounts; allowed: an entry \{ host, username/],
            [harbor, "nobody", /: "nobody" is not an entry of imagesync:accounts, which has keys, partner, harbor$/],
            [
                { ...harbor, host: "harbor.example.com:8443" },
                "harbor",
                /: "harbor" is the login of "harbor\.example\.com" .*, not of "harbor\.example\.com:8443"; allowed: .*this very host$/,
            ],
            [{ ...harbor, host: unknownValue }, "harbor", undefined],
            [goodArgs.tencent.target as Args, "keys", undefined],
            [
                goodArgs.tencent.target as Args,
                "harbor",
                /: "harbor" is the login of a host .*; allowed: an entry with keys$/,
            ],
        ];
        for (const [target, account, message] of rows) {
            it(`${String(target.host ?? target.cloud)}, ${account}: ${message ? "refused" : "taken"}`, () => {
                const said = reasons({ ...alibaba, target: { ...target, account } }, config);
                assert.equal(said.length, message ? 1 : 0, said.join("\n"));
                assert.match(said[0] ?? "", message ? new RegExp(`^target\\.account${message.source}`) : /^$/);
            });
        }

        it("a source that is anywhere is logged in to as well", () => {
            const source = { ...harbor, repository: "prod/api", account: "keys" };
            const said = reasons(
                { ...alibaba, source, target: { ...(alibaba.target as Args), namespace: "prod", repository: "api" } },
                config,
            );
            assert.match(String(said), /^source\.account: "keys" has a cloud's keys/);
        });
    });

    it("a warning does not fail", () => {
        const { failures, warnings } = check({ ...alibaba, tags: undefined, tagFilter: "v*" });
        assert.deepEqual(failures, []);
        assert.match(warnings[0] ?? "", /^tagFilter: "v\*" .*"v\.\*"/);
    });

    it("inputs hold nothing that the engine's wire format cannot", () => {
        const tags = ["1.4.1", { source: "1.4.2", target: undefined }];
        const { inputs, failures } = check({ ...alibaba, tags, tagFilter: undefined, triggers: [undefined, 1] });
        assert.deepEqual(failures, []);
        assert.deepEqual(JSON.parse(JSON.stringify(inputs)), inputs);
        assert.ok(!("tagFilter" in inputs) && !("maxTags" in inputs));
    });
});
