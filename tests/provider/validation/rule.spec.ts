import assert from "node:assert/strict";
import type { RuleCloud } from "../../../provider/model";
import { withValueAt } from "../../../provider/paths";
import { unknownValue } from "../../../provider/validation/schema";
import { type Args, capabilities } from "../clouds/case";

const good: Readonly<Record<RuleCloud, Args>> = {
    alibaba: {
        name: "api-to-sg",
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        tagFilter: "v\\d+.*",
    },
    tencent: {
        name: "api-to-sg",
        source: {
            cloud: "tencent",
            region: "ap-guangzhou",
            instanceId: "tcr-gz",
            namespace: "prod",
            repository: "team/api",
        },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" },
        tagFilter: "v1.*",
    },
    huawei: {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "backend/orders" },
        target: { cloud: "huawei", region: "ap-southeast-3" },
    },
};

/** The change, and what the one failure says: it begins with the property's path. */
type Row = readonly [path: string, value: unknown, message: RegExp];
const everywhere: Row[] = [
    ["source.region", 7, /^source\.region: 7 is not a region/],
    ["source.namespace", 7, /^source\.namespace: 7 is not an? .*; allowed: /],
    ["source.namespace", "", /^source\.namespace: "" is not an? .*; allowed: /],
    ["source.namespace", "Prod", /^source\.namespace: "Prod" is not an? .*; allowed: lower-case/],
    ["source.namespace", "a b", /^source\.namespace: "a b" is not .*; allowed: /],
    ["source.namespace", `a${"b".repeat(300)}`, /^source\.namespace: "ab+…"? is not .* characters at most/],
    ["source.namespace", undefined, /^source\.namespace: (missing|undefined is not)/],
    ["source.repository", "Api", /^source\.repository: "Api" is not a repository; allowed: /],
    ["source.repository", "a//b", /^source\.repository: "a\/\/b" is not/],
    ["source.repository", "a".repeat(300), /^source\.repository: "a+…"? is not .* characters at most/],
    ["source.repository", "api:1.0", /^source\.repository: "api:1\.0" is not/],
    ["source.repository", "a?b", /^source\.repository: /],
    ["source.repository", "a$b", /^source\.repository: /],
    ["source.repository", "../a", /^source\.repository: /],
    ["target.namespace", "prod/api", /^target\.namespace: "prod\/api" is not/],
    ["source.account", "", /^source\.account: "" is not the name of an account/],
    ["adopt", "yes", /^adopt: "yes" is not a boolean; allowed: true, false/],
    ["adpot", true, /^adpot: not a property of a rule on .*; did you mean adopt\?/],
    ["source.regoin", "x", /^source\.regoin: not a property of a rule on .*; did you mean region\?/],
    ["source.nmespace", "x", /^source\.nmespace: .*did you mean namespace\?/],
    ["constructor", "x", /^constructor: not a property of a rule on .*; it has: source, target/],
    ["completelyElse", 1, /^completelyElse: not a property of a rule on .*; it has: source, target/],
    ["source.accessKey", "very-secret", /^source\.accessKey: not a property/],
];
const rows: Readonly<Record<RuleCloud, readonly Row[]>> = {
    alibaba: [
        ...everywhere,
        ["name", undefined, /^name: /],
        ["name", "", /^name: "" is not a rule name; allowed: /],
        ["name", "api to sg", /^name: "api to sg" is not a rule name; allowed: letters/],
        ["name", "n".repeat(200), /^name: "n+…"? is not a rule name; allowed: .* characters at most/],
        ["name", 5, /^name: 5 is not a rule name/],
        ["source.region", "cn-nowhere", /^source\.region: "cn-nowhere" is not a region of CR EE; known: .*cn-hangzhou/],
        ["target.region", "ap-guangzhou", /^target\.region: "ap-guangzhou" is not a region of CR EE/],
        ["source.instanceId", "hub", /^source\.instanceId: "hub" is not the id of a CR EE instance; allowed: cri-/],
        ["target.instanceId", undefined, /^target\.instanceId: /],
        ["tagFilter", "", /^tagFilter: "" is not a filter; allowed: a regular expression/],
        ["tagFilter", "v(", /^tagFilter: "v\(" does not compile as a regular expression/],
        ["tagFilter", "*", /^tagFilter: "\*" does not compile .* as a regular expression it would be "\.\*"/],
        ["tagFilter", "*-rc", /^tagFilter: .*as a regular expression it would be "\.\*-rc"/],
        ["tagFilter", "v1/.*", /^tagFilter: .* cannot match any tag/],
        ["tagFilter", 5, /^tagFilter: 5 is not a filter/],
        ["trigger", "auto", /^trigger: "auto" is not possible; allowed: "automatic", "manual"/],
        [
            "target.accountId",
            1000000000000002,
            /^target\.accountId: 1000000000000002 is not an account id; allowed: the digits/,
        ],
        ["target.accountId", "me", /^target\.accountId: "me" is not an account id/],
        ["target.linkId", "a b", /^target\.linkId: "a b" is not a link id/],
        ["repositoryFilter", "api.*", /^repositoryFilter: only for a rule over a whole namespace.*source\.repository/],
        ["enabled", true, /^enabled: a rule on Alibaba Cloud CR EE has no such property; .*trigger: "manual"/],
        ["override", true, /^override: .*tag immutability/],
        ["replicateDeletions", true, /^replicateDeletions: .*has no such property; /],
        ["artifacts", "image", /^artifacts: .*tagFilter/],
        ["description", "x", /^description: .*name/],
        ["target.grant", "x", /^target\.grant: .*target\.accountId/],
        ["tagFiler", "v1", /^tagFiler: .*did you mean tagFilter\?/],
        ["tagfilter", "v1", /^tagfilter: .*did you mean tagFilter\?/],
    ],
    tencent: [
        ...everywhere,
        ["name", "API", /^name: "API" is not a rule name; allowed: lower-case/],
        ["name", "-api", /^name: "-api" is not a rule name; .*beginning with/],
        ["name", "", /^name: "" is not a rule name/],
        [
            "source.region",
            "cn-hangzhou",
            /^source\.region: "cn-hangzhou" is not a region of TCR; known: .*ap-guangzhou/,
        ],
        ["target.region", 9, /^target\.region: 9 is not a region of TCR/],
        [
            "source.instanceId",
            "cri-hub",
            /^source\.instanceId: "cri-hub" is not the id of a TCR registry; allowed: tcr-/,
        ],
        ["tagFilter", "", /^tagFilter: "" is not a filter; allowed: a glob/],
        [
            "tagFilter",
            "v\\d+.*",
            /^tagFilter: "v\\\\d\+\.\*" cannot match any tag; it looks like a regular expression, as a glob it would be "v\*"/,
        ],
        ["tagFilter", "^v1$", /^tagFilter: .* as a glob it would be "v1"/],
        ["tagFilter", "{a,b", /^tagFilter: "\{a,b" is not a valid glob/],
        ["tagFilter", "v1\\", /^tagFilter: .*lone backslash/],
        ["tagFilter", "a/*", /^tagFilter: "a\/\*" cannot match any tag/],
        ["override", "yes", /^override: "yes" is not a boolean/],
        ["enabled", 1, /^enabled: 1 is not a boolean/],
        ["replicateDeletions", "no", /^replicateDeletions: "no" is not a boolean/],
        ["artifacts", "helm", /^artifacts: "helm" is not possible; allowed: "image", "chart", "all"/],
        ["description", 5, /^description: 5 is not a description/],
        ["description", "d".repeat(2000), /^description: "d+…"? is not a description; .*1024 characters/],
        ["repositoryFilter", "team/*", /^repositoryFilter: only for a rule over a whole namespace.*source\.repository/],
        ["trigger", "manual", /^trigger: a rule on Tencent TCR has no such property; .*enabled: false/],
        ["target.repository", "api", /^target\.repository: .*ManualImageSync/],
        ["target.accountId", "1", /^target\.accountId: .*target\.grant/],
        ["target.linkId", "l", /^target\.linkId: .*has no such property/],
        ["target.grant", "", /^target\.grant: "" is not the name of an account/],
    ],
    huawei: [
        ...everywhere,
        ["source.repository", undefined, /^source\.repository: /],
        ["source.namespace", "1team", /^source\.namespace: "1team" is not an organization; .*beginning with a letter/],
        ["source.namespace", "te--am", /^source\.namespace: "te--am" is not an organization/],
        ["source.namespace", "team-", /^source\.namespace: "team-" is not an organization/],
        ["source.namespace", "a___b", /^source\.namespace: /],
        [
            "source.region",
            "north",
            /^source\.region: "north" is not a region of Huawei Cloud; allowed: a region id such as/,
        ],
        ["enabled", true, /^enabled: a rule on Huawei SWR has no such property; .*remove the resource/],
        ["name", "x", /^name: a rule on Huawei SWR has no such property; .*natural key/],
        ["repositoryFilter", "a.*", /^repositoryFilter: .*exactly one repository/],
        ["tagFilter", "v.*", /^tagFilter: .*ManualImageSync/],
        ["trigger", "manual", /^trigger: .*ManualImageSync/],
        ["replicateDeletions", true, /^replicateDeletions: .*has no such property/],
        ["artifacts", "image", /^artifacts: .*has no such property/],
        ["description", "x", /^description: .*has no such property/],
        ["source.instanceId", "x", /^source\.instanceId: .*leave it out/],
        ["target.instanceId", "x", /^target\.instanceId: .*leave it out/],
        ["target.repository", "x", /^target\.repository: .*ManualImageSync/],
        ["target.accountId", "1", /^target\.accountId: .*one account/],
        ["target.grant", "x", /^target\.grant: .*one account/],
        ["target.linkId", "x", /^target\.linkId: .*has no such property/],
        ["override", "yes", /^override: "yes" is not a boolean; allowed: true, false/],
    ],
};

for (const [cloud, list] of Object.entries(rows) as [RuleCloud, readonly Row[]][]) {
    describe(`${cloud}: bad args`, () => {
        const validate = (args: Args) => capabilities(cloud).validate({ ...args });

        it("the good ones have no failure", () => assert.deepEqual(validate({ ...good[cloud] }).failures, []));

        for (const [path, value, message] of list) {
            it(`${path} = ${JSON.stringify(value)?.slice(0, 40)}`, () => {
                const { failures } = validate(withValueAt({ ...good[cloud] }, path, value));
                assert.equal(failures.length, 1, failures.join("\n"));
                assert.match(failures[0] ?? "", message);
                assert.doesNotMatch(failures.join(), /very-secret/);
            });
        }

        it("several failures are all named", () => {
            const bad = withValueAt(withValueAt({ ...good[cloud] }, "source.namespace", ""), "adopt", 1);
            assert.equal(validate(bad).failures.length, 2);
        });

        it("a rule onto itself", () => {
            const { source } = good[cloud] as { source: Args };
            const { repository: _repository, ...registry } = source;
            const { failures } = validate({ ...good[cloud], target: registry });
            assert.equal(failures.length, 1);
            assert.match(
                failures[0] ?? "",
                /^target: the same place as source; a rule onto itself copies nothing: choose /,
            );
        });

        it("not known yet passes, every field of it", () => {
            for (const { path } of capabilities(cloud).fields.filter(({ path }) => path !== "repositoryFilter")) {
                assert.deepEqual(validate(withValueAt({ ...good[cloud] }, path, unknownValue)).failures, [], path);
            }
        });
    });
}

describe("args that only together are wrong", () => {
    const failures = (cloud: RuleCloud, args: Args) => capabilities(cloud).validate({ ...args }).failures;

    for (const cloud of ["alibaba", "tencent"] as const) {
        const filtered = { ...good[cloud], repositoryFilter: cloud === "alibaba" ? "api.*" : "team/*" };

        it(`${cloud}: repositoryFilter beside a repository that is not known yet passes: it may turn out to be none`, () =>
            assert.deepEqual(failures(cloud, withValueAt(filtered, "source.repository", unknownValue)), []));

        it(`${cloud}: a repositoryFilter that is not known yet passes beside a repository: it may turn out to be none`, () =>
            assert.deepEqual(failures(cloud, { ...good[cloud], repositoryFilter: unknownValue }), []));
    }

    it("alibaba: target.repository needs source.repository", () => {
        const { source } = good.alibaba as { source: Args };
        const whole = { ...good.alibaba, source: { ...source, repository: undefined } };
        assert.match(
            failures("alibaba", withValueAt(whole, "target.repository", "copy"))[0] ?? "",
            /^target\.repository: only for a rule with source\.repository/,
        );
        assert.deepEqual(failures("alibaba", withValueAt(whole, "target.repository", unknownValue)), []);
    });

    it("another namespace or repository of the same registry is another place", () => {
        const itself = withValueAt(good.alibaba, "target", { ...(good.alibaba.source as Args) });
        assert.deepEqual(failures("alibaba", withValueAt(itself, "target.repository", "copy")), []);
        assert.deepEqual(failures("alibaba", withValueAt(itself, "target.namespace", "staging")), []);
    });
});

describe("defaults", () => {
    const filled = (cloud: RuleCloud, args: Args = good[cloud]) => capabilities(cloud).validate({ ...args }).args;

    it("alibaba: the target's names are the source's, the trigger is automatic", () => {
        const { target, trigger } = filled("alibaba") as { target: Args; trigger: string };
        assert.deepEqual([target.namespace, target.repository, trigger], ["prod", "api", "automatic"]);
    });

    it("tencent: everything, enabled, nothing overwritten or deleted", () => {
        const { target, override, replicateDeletions, artifacts, enabled, description } = filled("tencent") as Args & {
            target: Args;
        };
        assert.deepEqual(
            [target.namespace, override, replicateDeletions, artifacts, enabled, description],
            ["prod", false, false, "all", true, ""],
        );
    });

    it("huawei: the target's organization is the source's, nothing overwritten", () => {
        const { target, override } = filled("huawei") as Args & { target: Args };
        assert.deepEqual([target.namespace, override], ["team", false]);
    });

    it("what is given stays", () => {
        const { target } = filled("alibaba", withValueAt(good.alibaba, "target.namespace", "other")) as {
            target: Args;
        };
        assert.equal(target.namespace, "other");
        assert.equal(filled("tencent", { ...good.tencent, enabled: false }).enabled, false);
    });

    it("a name that is not known yet is the target's default too", () => {
        const args = withValueAt(good.huawei, "source.namespace", unknownValue);
        assert.equal((filled("huawei", args).target as Args).namespace, unknownValue);
    });
});
