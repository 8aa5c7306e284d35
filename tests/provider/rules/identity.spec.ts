import assert from "node:assert/strict";
import fc from "fast-check";
import type { RuleCloud, RuleSpec } from "../../../provider/model";
import { differences } from "../../../provider/rules/compare";
import { formatId } from "../../../provider/identity";
import { naturalKey, ruleId } from "../../../provider/rules/identity";
import { oneRule } from "../../../provider/rules/one";
import { withValueAt } from "../../../provider/paths";
import { unknownValue } from "../../../provider/validation/schema";
import { type Args, capabilities, specOf } from "../clouds/case";

/** Names as each cloud takes them. */
const legal = {
    part: fc.stringMatching(/^[a-z0-9]{1,6}(?:[._-][a-z0-9]{1,6}){0,2}$/),
    repository: fc.stringMatching(/^[a-z0-9]{1,5}(?:[._/-][a-z0-9]{1,5}){0,3}$/),
    rule: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/),
    organization: fc.stringMatching(/^[a-z][a-z0-9]{0,5}(?:(?:[.-]|__?)[a-z0-9]{1,5}){0,2}$/),
};

const args: Readonly<Record<RuleCloud, fc.Arbitrary<Args>>> = {
    alibaba: fc.record({ name: legal.rule, namespace: legal.part, repository: legal.repository }).map((names) => ({
        name: names.name,
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: names.namespace,
            repository: names.repository,
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
    })),
    tencent: fc.record({ name: legal.rule, namespace: legal.part, repository: legal.repository }).map((names) => ({
        name: names.name,
        source: {
            cloud: "tencent",
            region: "ap-guangzhou",
            instanceId: "tcr-gz",
            namespace: names.namespace,
            repository: names.repository,
        },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" },
    })),
    huawei: fc.record({ namespace: legal.organization, repository: legal.repository }).map((names) => ({
        source: { cloud: "huawei", region: "cn-north-4", ...names },
        target: { cloud: "huawei", region: "ap-southeast-3" },
    })),
};

/** The parts that an id was made of: that they can be had back is what makes ids unambiguous. */
function parseId(id: string): { cloud: string; key: string[] } {
    const [cloud = "", ...key] = id.split("/").map(decodeURIComponent);
    return { cloud, key };
}

describe("identity", () => {
    for (const cloud of ["alibaba", "tencent", "huawei"] as const) {
        const rules = capabilities(cloud);

        it(`property: ${cloud}: the id of every legal rule leads back to its natural key`, () => {
            fc.assert(
                fc.property(args[cloud], (given) => {
                    const spec = specOf(cloud, given);
                    const id = ruleId(rules, spec);
                    assert.deepEqual(parseId(id), { cloud, key: naturalKey(rules, spec) });
                    assert.equal(ruleId(rules, specOf(cloud, given)), id);
                }),
            );
        });

        it(`property: ${cloud}: two rules have one id only where they have one key`, () => {
            fc.assert(
                fc.property(args[cloud], args[cloud], (one, other) => {
                    const [a, b] = [specOf(cloud, one), specOf(cloud, other)];
                    const same = JSON.stringify(naturalKey(rules, a)) === JSON.stringify(naturalKey(rules, b));
                    assert.equal(ruleId(rules, a) === ruleId(rules, b), same);
                }),
            );
        });

        it(`property: ${cloud}: the form in which rules are compared is its own canonical form`, () => {
            fc.assert(
                fc.property(args[cloud], (given) => {
                    const spec = specOf(cloud, given);
                    const once = rules.canonical(spec);
                    const again = [...once].reduce<RuleSpec>((at, [path, value]) => withValueAt(at, path, value), spec);
                    assert.deepEqual(rules.canonical(again), once);
                    assert.deepEqual(differences(rules, spec, { ruleId: "1", fields: once }), []);
                }),
            );
        });

        it(`property: ${cloud}: validating what validation answered changes nothing`, () => {
            fc.assert(
                fc.property(args[cloud], (given) => {
                    const { args: once } = rules.validate({ ...given });
                    assert.deepEqual(rules.validate(once), { args: once, failures: [], warnings: [] });
                }),
            );
        });
    }

    it("property: any parts at all round-trip", () => {
        const part = fc.string({ unit: "grapheme" });
        fc.assert(
            fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (key) => {
                assert.deepEqual(parseId(formatId("somecloud", key)), { cloud: "somecloud", key });
            }),
        );
    });

    it("the design's example", () =>
        assert.equal(
            formatId("huawei", ["cn-north-4", "team", "a/api", "ap-southeast-3", "team"]),
            "huawei/cn-north-4/team/a%2Fapi/ap-southeast-3/team",
        ));

    it("without a value of the key there is no id", () => {
        const rules = capabilities("alibaba");
        const spec = {
            source: { cloud: "alibaba", region: "r", instanceId: unknownValue },
            target: { cloud: "alibaba" },
            name: "n",
        };
        assert.equal(naturalKey(rules, spec as RuleSpec), undefined);
        assert.throws(() => ruleId(rules, spec as RuleSpec), /source\.instanceId/);
    });

    it("oneRule: none, one, and several, listed by name and id", () => {
        const rule = (ruleId: string) => ({
            ruleId,
            createdAt: "2026-01-01T00:00:00.000Z",
            fields: new Map([["name", "api"]]),
        });
        assert.equal(oneRule("c", "k", []), undefined);
        assert.equal(oneRule("c", "k", [rule("1")])?.ruleId, "1");
        assert.throws(() => oneRule("c", "cri-hub, api", [rule("1"), rule("2")]), {
            kind: "conflict",
            message:
                /^c find: 2 rules have the natural key \(cri-hub, api\): "api" 1 created 2026-.*, "api" 2 created 2026-/,
        });
    });
});
