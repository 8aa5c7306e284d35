import assert from "node:assert/strict";
import type { RuleSpec } from "../../../provider/model";
import type { FieldValue, ObservedRule } from "../../../provider/registry";
import { asObserved, changedUnseen, describe as told, differences } from "../../../provider/rules/compare";
import { valueAt, withValueAt } from "../../../provider/paths";
import { type Args, capabilities, specOf } from "../clouds/case";

const rules = capabilities("tencent");
const spec = specOf("tencent", {
    name: "rule",
    source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
    target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" },
    tagFilter: "v1.*",
});
const seen = (fields: Readonly<Record<string, FieldValue | undefined>>): ObservedRule => ({
    ruleId: "1",
    fields: new Map(Object.entries(fields)),
});
const change = (changes: Args): RuleSpec =>
    Object.entries(changes).reduce((at, [path, value]) => withValueAt(at, path, value), spec);

describe("comparing the declared rule with the cloud's", () => {
    it("equal in what is shown: no difference", () =>
        assert.deepEqual(
            differences(rules, spec, seen({ tagFilter: "v1.*", override: false, description: undefined })),
            [],
        ));

    it("each field that is shown otherwise, with both values", () =>
        assert.deepEqual(differences(rules, spec, seen({ tagFilter: undefined, override: true, enabled: true })), [
            { path: "tagFilter", declared: "v1.*", found: undefined },
            { path: "override", declared: false, found: true },
        ]));

    it("what the cloud does not show is no difference", () =>
        assert.deepEqual(differences(rules, change({ replicateDeletions: true }), seen({ tagFilter: "v1.*" })), []));

    it("differences are told with path and both values, absent ones too", () => {
        const list = differences(rules, spec, seen({ tagFilter: undefined, override: true }));
        assert.equal(told(list), 'tagFilter is not set, declared "v1.*"; override is true, declared false');
    });

    it("asObserved: what is shown takes the declared one's place, the rest stays, spellings of one meaning too", () => {
        const declared = change({ replicateDeletions: true, tagFilter: "**" });
        const after = asObserved(
            rules,
            declared,
            seen({ override: true, "target.namespace": "other", tagFilter: undefined }),
        );
        assert.deepEqual(
            ["override", "target.namespace", "tagFilter", "replicateDeletions", "enabled"].map((path) =>
                valueAt(after, path),
            ),
            [true, "other", "**", true, true],
        );
        assert.equal(valueAt(declared, "target.namespace"), "prod");
    });

    const unseen: [string, Args, Readonly<Record<string, FieldValue | undefined>>, string[]][] = [
        ["nothing changed", {}, {}, []],
        ["a change that the cloud shows", { override: true }, { override: false }, []],
        ["a change that it does not show", { replicateDeletions: true }, { override: false }, ["replicateDeletions"]],
        ["a destination whose text could not be read", { "target.namespace": "new" }, {}, ["target.namespace"]],
        ["an account: it is not written to the cloud", { "source.account": "other" }, {}, []],
        ["adopt", { adopt: true }, {}, []],
    ];
    for (const [name, changes, fields, paths] of unseen) {
        it(`changedUnseen: ${name}`, () =>
            assert.deepEqual(changedUnseen(rules, spec, change(changes), seen(fields)), paths));
    }
});
