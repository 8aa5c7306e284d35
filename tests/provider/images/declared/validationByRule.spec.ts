import assert from "node:assert/strict";
import { checkImageSync } from "../../../../provider/images/declared/check";
import type { RuleCloud } from "../../../../provider/model";
import { readSettings } from "../../../../provider/process/settings";
import { withValueAt } from "../../../../provider/paths";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageCapabilities, imageClouds, ruleBetween } from "./args";

const byRule = (cloud: RuleCloud, changes: Args = {}): Args => ({
    rule: ruleBetween[cloud],
    tags: ["1.4.2"],
    ...changes,
});
const namespaceRule = withValueAt(
    withValueAt(ruleBetween.alibaba, "source.repository", undefined),
    "target.repository",
    undefined,
);

function check(args: Args) {
    const { result } = checkImageSync(
        imageCapabilities,
        readSettings(() => undefined),
        { ...args },
    );
    return { inputs: result.inputs as Args, reasons: (result.failures ?? []).map(({ reason }) => reason) };
}

describe("image syncs by a rule: its ends", () => {
    for (const cloud of imageClouds) {
        it(`${cloud}: are the sync's, with the target's repository`, () => {
            const { inputs, reasons } = check(byRule(cloud));
            assert.deepEqual(reasons, []);
            const { source, target } = goodArgs[cloud] as { source: Args; target: Args };
            assert.deepEqual(inputs.source, source);
            assert.deepEqual(inputs.target, { namespace: source.namespace, repository: source.repository, ...target });
        });

        it(`${cloud}: may be given as well, and bring their credentials`, () => {
            const { inputs, reasons } = check(byRule(cloud, { source: goodArgs[cloud].source }));
            assert.deepEqual(reasons, []);
            assert.deepEqual(inputs.source, goodArgs[cloud].source);
        });

        it(`${cloud}: another region is refused, with both`, () => {
            const source = { ...(goodArgs[cloud].source as Args), region: "cn-other-1" };
            const { region } = goodArgs[cloud].source as { region: string };
            const said = check(byRule(cloud, { source })).reasons.filter((reason) => reason.includes("the rule's"));
            assert.deepEqual(said, [
                `source.region: "cn-other-1", but the rule's is "${region}"; leave it out, or give no rule`,
            ]);
        });

        it(`${cloud}: a rule of another cloud`, () => {
            const other = imageClouds.find((name) => name !== cloud) ?? cloud;
            const { reasons } = check({ ...goodArgs[cloud], rule: ruleBetween[other] });
            assert.equal(reasons.length, 1, reasons.join("\n"));
            assert.match(
                reasons[0] ?? "",
                new RegExp(`^rule: a rule of "${other}", but source and target are "${cloud}"`),
            );
        });

        it(`${cloud}: parts of a rule that are not known yet pass`, () => {
            const paths = ["ruleId", "name", "trigger", "override", "source", "target", "source.repository"];
            for (const path of [...paths, "source.namespace", "target.region", "target.namespace"]) {
                const rule = withValueAt(ruleBetween[cloud], path, unknownValue);
                assert.deepEqual(check(byRule(cloud, { rule })).reasons, [], path);
            }
        });
    }

    const apart: readonly (readonly [path: string, value: string, rule: string])[] = [
        ["source.instanceId", "cri-other", "cri-hub"],
        ["source.namespace", "staging", "prod"],
        ["source.repository", "web", "api"],
        ["target.region", "cn-beijing", "ap-southeast-1"],
        ["target.instanceId", "cri-bj", "cri-sg"],
        ["target.namespace", "copies", "prod"],
        ["target.repository", "copy", "api"],
    ];
    for (const [path, value, ruled] of apart) {
        it(`${path} that is not the rule's is refused, with both`, () => {
            const { target } = ruleBetween.alibaba as { target: Args };
            const args = byRule("alibaba", { source: goodArgs.alibaba.source, target });
            assert.deepEqual(check(withValueAt(args, path, value)).reasons, [
                `${path}: "${value}", but the rule's is "${ruled}"; leave it out, or give no rule`,
            ]);
        });
    }

    it("an account of its own is no contradiction; without one it is the rule's", () => {
        const rule = withValueAt(ruleBetween.alibaba, "source.account", "hub");
        const account = (args: Args) => (check(args).inputs.source as Args).account;
        assert.equal(account(byRule("alibaba", { rule })), "hub");
        const source = { ...(goodArgs.alibaba.source as Args), account: "other" };
        assert.equal(account(byRule("alibaba", { rule, source })), "other");
    });

    it("another account's instance is taken over from the rule", () => {
        const rule = withValueAt(ruleBetween.alibaba, "target.accountId", "1000000000000002");
        assert.equal((check(byRule("alibaba", { rule })).inputs.target as Args).accountId, "1000000000000002");
    });

    it("what only rules have stays behind", () => {
        const rule = withValueAt(ruleBetween.alibaba, "target.linkId", "link-1");
        const { inputs, reasons } = check(byRule("alibaba", { rule }));
        assert.deepEqual(reasons, []);
        assert.ok(!("linkId" in (inputs.target as Args)));
    });

    for (const rule of [
        "crsr-1",
        7,
        [],
        { ruleId: "crsr-1" },
        { source: "a", target: "b" },
        { source: {}, target: {} },
    ]) {
        it(`no rule at all: ${JSON.stringify(rule)}`, () => {
            const { reasons } = check({ ...goodArgs.alibaba, rule });
            assert.equal(reasons.length, 1, reasons.join("\n"));
            assert.match(reasons[0] ?? "", /^rule: .* is no rule; allowed: a RepoSyncRule of the program$/);
        });
    }
});

describe("image syncs by a rule: over a whole namespace", () => {
    it("needs the repository", () =>
        assert.deepEqual(check(byRule("alibaba", { rule: namespaceRule })).reasons, [
            "source.repository: missing; the rule takes a whole namespace: name the repository to sync",
        ]));

    it("takes it from source, which may say nothing else", () => {
        const source = { cloud: "alibaba", repository: "web" };
        const { inputs, reasons } = check(byRule("alibaba", { rule: namespaceRule, source }));
        assert.deepEqual(reasons, []);
        assert.deepEqual(inputs.source, { ...(goodArgs.alibaba.source as Args), repository: "web" });
        assert.equal((inputs.target as Args).repository, "web");
    });

    it("a manual one keeps the repository's name, an automatic one need not", () => {
        const ends = { source: goodArgs.alibaba.source, target: { cloud: "alibaba", repository: "copy" } };
        const said = check(byRule("alibaba", { rule: namespaceRule, ...ends })).reasons;
        assert.match(
            said[0] ?? "none",
            /^target\.repository: "copy" is not the source's, "api"; a task by a manual rule/,
        );
        const rule = { ...namespaceRule, trigger: "automatic" };
        assert.deepEqual(check(byRule("alibaba", { rule, ...ends })).reasons, []);
    });
});

describe("image syncs by a rule: what it decides", () => {
    const reasons = (changes: Args) => check(byRule("alibaba", changes)).reasons;
    const automatic = { ...ruleBetween.alibaba, trigger: "automatic" };
    const renamed = [{ source: "1.4.2", target: "stable" }];

    it("alibaba: a manual rule keeps tags' names, an automatic one need not", () => {
        assert.match(
            reasons({ tags: renamed })[0] ?? "none",
            /^tags\[0\]\.target: "stable" is not "1\.4\.2"; a task by a m/,
        );
        assert.deepEqual(reasons({ tags: renamed, rule: automatic }), []);
        assert.deepEqual(reasons({ tags: renamed, rule: { ...automatic, trigger: unknownValue } }), []);
    });

    it("alibaba: a manual rule that renames the repository does so", () => {
        const rule = withValueAt(ruleBetween.alibaba, "target.repository", "copy");
        const { inputs, reasons: said } = check(byRule("alibaba", { rule }));
        assert.deepEqual(said, []);
        assert.equal((inputs.target as Args).repository, "copy");
    });

    it("alibaba: priority is for a manual rule", () => {
        assert.deepEqual(reasons({ priority: 5 }), []);
        assert.match(reasons({ priority: 5, rule: automatic })[0] ?? "none", /^priority: 5 .*trigger is "automatic"/);
        assert.deepEqual(reasons({ priority: 5, rule: { ...automatic, trigger: unknownValue } }), []);
        assert.deepEqual(reasons({ ...goodArgs.alibaba, priority: 5, rule: unknownValue }), []);
    });

    it("its override is the default", () => {
        for (const cloud of imageClouds) {
            const override = (changes: Args) => check(byRule(cloud, changes)).inputs.override;
            assert.equal(override({}), cloud !== "alibaba");
            assert.equal(override({ override: false }), false);
            const rule = { ...ruleBetween[cloud], override: unknownValue };
            assert.equal(override({ rule }), cloud === "alibaba" ? false : unknownValue);
        }
    });

    it("tencent: a rule between two registries: its images are copied from registry to registry", () => {
        const target = { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "prod" };
        const { inputs, reasons: said } = check(byRule("tencent", { rule: { ...ruleBetween.tencent, target } }));
        assert.deepEqual(said, []);
        assert.equal(inputs.via, "registry");
    });

    it("huawei: tags and repository keep their names", () => {
        const target = { cloud: "huawei", repository: "other" };
        const said = check(byRule("huawei", { tags: renamed, target })).reasons;
        assert.deepEqual(said.map((reason) => reason.split(":")[0]).sort(), ["tags[0].target", "target.repository"]);
    });
});
