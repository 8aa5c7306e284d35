import assert from "node:assert/strict";
import type { RuleCloud, RuleSpec } from "../../../provider/model";
import { diffRule } from "../../../provider/rules/diff";
import { withValueAt } from "../../../provider/paths";
import { type Args, capabilities, specOf } from "../clouds/case";

/** What a change needs, and the top-level properties that ask for a replacement. */
type Verdict = "none" | "update" | `replace ${string}` | `deleteBeforeReplace ${string}`;
type Row = readonly [path: string, value: unknown, verdict: Verdict];

const base: Readonly<Record<RuleCloud, Args>> = {
    alibaba: {
        name: "rule",
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        tagFilter: "v1.*",
    },
    tencent: {
        name: "rule",
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" },
        tagFilter: "v1.*",
    },
    huawei: {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
        target: { cloud: "huawei", region: "ap-southeast-3" },
    },
};

/** Changes that mean nothing, on every cloud. */
const nothing: Row[] = [
    ["adopt", true, "none"],
    ["__timeouts", { create: 5 }, "none"],
    ["__urn", "urn:renamed-by-an-alias", "none"],
    ["__defaults", ["name"], "none"],
    ["__provider", "other code", "none"],
];
/** An account is an update: the new credentials look, and are recorded. */
const accounts: Row[] = [
    ["source.account", "other", "update"],
    ["target.account", "other", "update"],
];

const rows: Readonly<Record<RuleCloud, readonly Row[]>> = {
    alibaba: [
        ...nothing,
        ...accounts,
        ["source.region", "cn-beijing", "replace source"],
        ["source.instanceId", "cri-other", "replace source"],
        ["source.namespace", "staging", "deleteBeforeReplace source"],
        ["source.repository", "web", "deleteBeforeReplace source"],
        ["source.repository", undefined, "deleteBeforeReplace source"],
        ["target.region", "cn-beijing", "deleteBeforeReplace target"],
        ["target.instanceId", "cri-fra", "deleteBeforeReplace target"],
        ["target.namespace", "staging", "deleteBeforeReplace target"],
        ["target.repository", "web", "deleteBeforeReplace target"],
        ["target.accountId", "1000000000000002", "deleteBeforeReplace target"],
        ["target.linkId", "link-1", "deleteBeforeReplace target"],
        ["name", "other", "replace name"],
        ["repositoryFilter", "api.*", "deleteBeforeReplace repositoryFilter"],
        ["repositoryFilter", ".*", "none"],
        ["repositoryFilter", "", "none"],
        ["tagFilter", "v2.*", "deleteBeforeReplace tagFilter"],
        ["tagFilter", undefined, "deleteBeforeReplace tagFilter"],
        ["tagFilter", ".*", "deleteBeforeReplace tagFilter"],
        ["trigger", "manual", "deleteBeforeReplace trigger"],
    ],
    tencent: [
        ...nothing,
        ...accounts,
        ["source.region", "ap-beijing", "replace source"],
        ["source.instanceId", "tcr-gz2", "replace source"],
        ["source.namespace", "staging", "update"],
        ["source.repository", "api", "update"],
        ["target.region", "ap-beijing", "deleteBeforeReplace target"],
        ["target.instanceId", "tcr-bj", "deleteBeforeReplace target"],
        ["target.namespace", "staging", "update"],
        ["target.grant", "partner", "deleteBeforeReplace target"],
        ["name", "other", "replace name"],
        ["repositoryFilter", "team/*", "update"],
        ["repositoryFilter", "**", "none"],
        ["repositoryFilter", "", "none"],
        ["tagFilter", "v2.*", "update"],
        ["tagFilter", undefined, "update"],
        ["override", true, "update"],
        ["replicateDeletions", true, "update"],
        ["artifacts", "image", "update"],
        ["enabled", false, "update"],
        ["description", "new", "update"],
        ["description", undefined, "none"],
    ],
    huawei: [
        ...nothing,
        ...accounts,
        ["source.region", "cn-east-3", "replace source"],
        ["source.namespace", "prod", "replace source"],
        ["source.repository", "web", "replace source"],
        ["target.region", "ap-southeast-1", "replace target"],
        ["target.namespace", "prod", "replace target"],
        ["override", true, "deleteBeforeReplace override"],
    ],
};

function verdict(cloud: RuleCloud, olds: RuleSpec, news: RuleSpec): string {
    const { changes, replaces, deleteBeforeReplace } = diffRule(capabilities(cloud), olds, news);
    if (replaces.length === 0) {
        assert.equal(deleteBeforeReplace, false);
        return changes ? "update" : "none";
    }
    assert.equal(changes, true);
    return `${deleteBeforeReplace ? "deleteBeforeReplace" : "replace"} ${replaces.join(", ")}`;
}

for (const [cloud, list] of Object.entries(rows) as [RuleCloud, readonly Row[]][]) {
    describe(`${cloud}: what a change needs`, () => {
        const olds = specOf(cloud, base[cloud]);

        it("nothing changed: none", () => assert.equal(verdict(cloud, olds, specOf(cloud, base[cloud])), "none"));

        for (const [path, value, expected] of list) {
            it(`${path} = ${JSON.stringify(value)}: ${expected}`, () => {
                assert.equal(verdict(cloud, olds, withValueAt(olds, path, value)), expected);
            });
        }

        it("what a cloud added beside the args (outputs) changes nothing", () => {
            const recorded = { ...olds, ruleId: "1", scope: "repository", createdAt: "x", updatedAt: "y" };
            assert.equal(verdict(cloud, recorded, olds), "none");
        });

        it("every field that the cloud declares has a row", () => {
            const covered = new Set(list.map(([path]) => path));
            const missing = capabilities(cloud).fields.filter(({ path }) => !covered.has(path));
            assert.deepEqual(missing, []);
        });
    });
}

describe("what a change needs, of two fields at once", () => {
    const change = (cloud: RuleCloud, changes: Args) =>
        Object.entries(changes).reduce(
            (spec, [path, value]) => withValueAt(spec, path, value),
            specOf(cloud, base[cloud]),
        );

    it("a change of name beside another: a replacement with the old one still there", () => {
        const news = change("alibaba", { name: "other", tagFilter: "v2.*" });
        const found = verdict("alibaba", specOf("alibaba", base.alibaba), news);
        assert.equal(found, "replace name, tagFilter");
    });

    it("an update beside a replacement is a replacement", () => {
        const news = change("tencent", { description: "new", "target.instanceId": "tcr-bj" });
        assert.equal(verdict("tencent", specOf("tencent", base.tencent), news), "deleteBeforeReplace target");
    });

    it("a glob without a wildcard is the repository of that name", () => {
        const olds = change("tencent", { "source.repository": "api" });
        const news = change("tencent", { repositoryFilter: "api" });
        assert.equal(verdict("tencent", olds, news), "none");
    });

    it("the same as a tag filter: absent, empty, * and **", () => {
        const all = [undefined, "", "*", "**"].map((tagFilter) => change("tencent", { tagFilter }));
        for (const news of all) {
            assert.equal(verdict("tencent", all[0] as RuleSpec, news), "none");
        }
    });

    it("no filter and .* are the same to CR EE", () => {
        const olds = change("alibaba", { tagFilter: undefined });
        assert.equal(verdict("alibaba", olds, change("alibaba", { tagFilter: ".*" })), "none");
    });

    it("another cloud is another rule", () => {
        const { changes, replaces } = diffRule(
            capabilities("huawei"),
            specOf("alibaba", base.alibaba),
            specOf("huawei", base.huawei),
        );
        assert.equal(changes, true);
        assert.ok(replaces.length > 0);
    });

    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (const cloud of ["alibaba", "tencent", "huawei"] as const) {
        it(`${cloud}: a value that is not known yet counts as a change, and of the key as a replacement`, () => {
            const news = change(cloud, { "source.region": unknown });
            assert.equal(verdict(cloud, specOf(cloud, base[cloud]), news), "replace source");
        });
    }
});
