import assert from "node:assert/strict";
import { Claims, checkRule } from "../../../provider/rules/check";
import { readSettings } from "../../../provider/process/settings";
import { withValueAt } from "../../../provider/paths";
import { unknownValue } from "../../../provider/validation/schema";
import { type Args, capabilities } from "../clouds/case";

const alibaba = {
    name: "api-to-sg",
    source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", repository: "api" },
    target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
};

describe("check", () => {
    let claims: Claims;
    beforeEach(() => {
        claims = new Claims();
    });

    function check(news: Args, olds: Args = {}, config: Readonly<Record<string, string>> = {}) {
        const settings = readSettings((key) => config[key]);
        const { result, warnings } = checkRule(capabilities, settings, claims, { ...olds }, { ...news });
        return { inputs: result.inputs as Args, failures: result.failures ?? [], warnings };
    }
    const reasons = (...args: Parameters<typeof check>) => check(...args).failures.map(({ reason }) => reason);

    it("good args: inputs with their defaults, nothing to say", () => {
        const { inputs, failures, warnings } = check(alibaba);
        assert.deepEqual([failures, warnings], [[], []]);
        assert.equal(inputs.trigger, "automatic");
        assert.equal((inputs.target as Args).namespace, "prod");
    });

    it("a failure names no property to the engine: it would print the value", () => {
        const { failures } = check({ ...alibaba, tagFilter: "" });
        assert.deepEqual(
            failures.map(({ property }) => property),
            [""],
        );
    });

    const ends: [string, Args, RegExp][] = [
        ["no args at all", {}, /^source: missing; allowed: an endpoint/],
        ["a source that is a text", { ...alibaba, source: "cri-hub" }, /^source: "cri-hub"; allowed: an endpoint/],
        ["a target that is a list", { ...alibaba, target: [] }, /^target: \[\]; allowed: an endpoint/],
        ["a source that is null", { ...alibaba, source: null }, /^source: (missing|null); allowed: an endpoint/],
        [
            "an unknown cloud",
            withValueAt(alibaba, "target.cloud", "aws"),
            /^target\.cloud: "aws"; allowed: "alibaba", "tencent", "huawei"/,
        ],
        [
            "a generic registry",
            withValueAt(alibaba, "target.cloud", "generic"),
            /^target\.cloud: "generic"; .*ManualImageSync/,
        ],
        [
            "two clouds",
            withValueAt(alibaba, "target.cloud", "huawei"),
            /^target\.cloud: .*a rule runs inside one cloud; to copy between clouds use ManualImageSync$/,
        ],
    ];
    for (const [name, args, message] of ends) {
        it(name, () => assert.match(reasons(args)[0] ?? "none", message));
    }

    it("ends that are not known as a whole pass", () => {
        assert.deepEqual(reasons({ ...alibaba, source: unknownValue }), []);
        assert.deepEqual(reasons({ ...alibaba, target: unknownValue }), []);
    });

    it("what is wrong with the configuration is a failure of every resource, with the key", () => {
        const config = {
            "imagesync:accounts": "not JSON",
            "imagesync:endpoints": '{"alibaba": "http://cr.example.com"}',
        };
        const said = reasons(alibaba, {}, config);
        assert.equal(said.length, 2);
        assert.match(said[0] ?? "", /^imagesync:accounts: not a JSON object/);
        assert.match(
            said[1] ?? "",
            /^imagesync:endpoints\.alibaba: "http:\/\/cr\.example\.com" would send requests in clear; allowed: https/,
        );
    });

    for (const path of ["source.account", "target.account"]) {
        it(`${path} that is not configured is named, with those that are`, () => {
            const config = { "imagesync:accounts": '{"one": {"accessKey": "a", "secretKey": "b"}}' };
            assert.deepEqual(reasons(withValueAt(alibaba, path, "two"), {}, config), [
                `${path}: "two" is not an entry of imagesync:accounts, which has one`,
            ]);
            assert.deepEqual(reasons(withValueAt(alibaba, path, "one"), {}, config), []);
            assert.deepEqual(reasons(withValueAt(alibaba, path, unknownValue), {}, config), []);
        });
    }

    it("a warning does not fail", () => {
        const { failures, warnings } = check({ ...alibaba, tagFilter: "v*" });
        assert.deepEqual(failures, []);
        assert.match(warnings[0] ?? "", /^tagFilter: "v\*" .*"v\.\*"/);
    });

    it("an account is no grant, and a grant no account", () => {
        const registry = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" };
        const rule = { name: "r", source: registry, target: { ...registry, namespace: "copies" } };
        const entries = { keys: { secretId: "a", secretKey: "b" }, partner: { uin: "1000", token: "t" } };
        const config = { "imagesync:accounts": JSON.stringify(entries) };
        const said = (path: string, name: string) => reasons(withValueAt(rule, path, name), {}, config);
        assert.deepEqual([said("source.account", "keys"), said("target.grant", "partner")], [[], []]);
        assert.match(
            String(said("target.grant", "keys")),
            /^target\.grant: "keys" has a cloud's keys .*\{ uin, token \}$/,
        );
        assert.match(String(said("source.account", "partner")), /^source\.account: "partner" is a grant .* with keys$/);
    });

    describe("natural keys", () => {
        const named = (urn: string, changes: Args = {}) => ({ ...alibaba, ...changes, __urn: urn });

        it("two resources with one key: the second is refused, and names the first", () => {
            assert.deepEqual(reasons(named("urn:a")), []);
            assert.match(
                reasons(named("urn:b"))[0] ?? "",
                /^source\.region, source\.instanceId, name: .*"api-to-sg" is the natural key of urn:a too; two resources cannot be one rule/,
            );
        });

        it("one resource may be checked again and again: a replacement checks twice", () => {
            for (let time = 0; time < 3; time++) {
                assert.deepEqual(reasons(named("urn:a")), []);
            }
        });

        it("a resource that changed its key frees the old one", () => {
            reasons(named("urn:a"));
            reasons(named("urn:a", { name: "moved" }));
            assert.deepEqual(reasons(named("urn:b")), []);
        });

        it("keys that are not known yet claim nothing", () => {
            assert.deepEqual(reasons(named("urn:a", { name: unknownValue })), []);
            assert.deepEqual(reasons(named("urn:b", { name: unknownValue })), []);
        });

        it("a resource with other failures claims nothing", () => {
            reasons(named("urn:a", { tagFilter: "" }));
            assert.deepEqual(reasons(named("urn:b")), []);
        });
    });

    describe("names that the constructor made", () => {
        const automatic = (name: string) => ({ ...alibaba, name, __defaults: ["name"] });

        it("stay when the resource is renamed through an alias", () =>
            assert.equal(check(automatic("new-1234567"), automatic("old-1234567")).inputs.name, "old-1234567"));

        it("give way to one that the program gives, and the other way round", () => {
            assert.equal(check(alibaba, automatic("old-1234567")).inputs.name, "api-to-sg");
            assert.equal(check(automatic("new-1234567"), alibaba).inputs.name, "new-1234567");
        });
    });

    it("inputs hold nothing that the engine's wire format cannot", () => {
        const { inputs } = check({
            ...alibaba,
            tagFilter: undefined,
            target: { ...alibaba.target, linkId: undefined },
        });
        assert.deepEqual(JSON.parse(JSON.stringify(inputs)), inputs);
        assert.ok(!("tagFilter" in inputs));
    });
});
