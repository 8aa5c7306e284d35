import assert from "node:assert/strict";
import { diffImageSync } from "../../../../provider/images/declared/diff";
import {
    type RuleCloud,
    imageStatuses,
    type ImageStatus,
    type ImageSyncOutputs,
    type ImageSyncSpec,
} from "../../../../provider/model";
import { withValueAt } from "../../../../provider/paths";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageClouds, imageSpecOf, ruleBetween, specOf } from "./args";

type Recorded = ImageSyncSpec & Partial<ImageSyncOutputs>;
/** What a change needs, and the top-level properties that ask for a replacement. */
type Verdict = "none" | "update" | `replace ${string}`;
type Row = readonly [path: string, value: unknown, verdict: Verdict];

const digest = `sha256:${"a".repeat(64)}`;

/** A sync whose images have this status. */
function recorded(spec: ImageSyncSpec, status: ImageStatus = "synced"): Recorded {
    return {
        ...spec,
        images: { "1.4.1": { status: "synced", digest }, "1.4.2": { status, digest } },
        summary: { synced: 2 },
        host: "registry.example.com",
    };
}

function verdict(olds: Recorded, news: ImageSyncSpec): Verdict {
    const { changes, replaces, deleteBeforeReplace } = diffImageSync(olds, news);
    assert.equal(deleteBeforeReplace, false);
    if (replaces.length > 0) {
        assert.equal(changes, true);
        return `replace ${replaces.join(", ")}`;
    }
    return changes ? "update" : "none";
}

/** Changes that mean the same on every cloud. */
const everywhere: readonly Row[] = [
    ["source.region", "cn-other-1", "replace source"],
    ["source.namespace", "other", "replace source"],
    ["source.repository", "other", "replace source"],
    ["source.region", unknownValue, "replace source"],
    ["source", unknownValue, "replace source"],
    ["source.account", "other", "update"],
    ["source.account", unknownValue, "update"],
    ["target.region", "cn-other-1", "replace target"],
    ["target.namespace", "other", "replace target"],
    ["target.repository", "other", "replace target"],
    ["target.repository", undefined, "none"],
    ["target.repository", unknownValue, "replace target"],
    ["target", unknownValue, "replace target"],
    ["target.account", "other", "update"],
    ["via", "cloud", "none"],
    ["via", undefined, "none"],
    ["via", unknownValue, "replace via"],
    ["platforms", ["linux/amd64"], "update"],
    ["platforms", unknownValue, "update"],
    ["referrers", true, "update"],
    ["referrers", false, "none"],
    ["referrers", unknownValue, "update"],
    ["via", "registry", "replace via"],
    ["rule", unknownValue, "replace rule"],

    ["tags", ["1.4.2", "1.4.1"], "none"],
    ["tags", [{ source: "1.4.1" }, { source: "1.4.2", target: "1.4.2" }], "none"],
    ["tags", ["1.4.1"], "update"],
    ["tags", ["1.4.1", "1.4.2", "1.4.3"], "update"],
    ["tags", ["1.4.1", { source: "1.4.2", target: "stable" }], "update"],
    ["tags", ["1.4.1", { source: "1.4.3", target: "1.4.2" }], "update"],
    ["tags", ["1.4.1", unknownValue], "update"],
    ["tags", ["1.4.1", { source: "1.4.2", target: unknownValue }], "update"],
    ["tags", unknownValue, "update"],
    ["tags", undefined, "update"],
    ["tagFilter", "1.4.*", "update"],
    ["tagFilter", unknownValue, "update"],
    ["override", true, "update"],
    ["override", undefined, "none"],
    ["override", unknownValue, "update"],
    ["triggers", ["now"], "update"],
    ["triggers", [unknownValue], "update"],
    ["triggers", [], "none"],

    ["maxTags", 5, "none"],
    ["priority", 5, "none"],
    ["wait", false, "none"],
    ["timeoutSeconds", 5, "none"],
    ["timeoutSeconds", unknownValue, "none"],
    ["__timeouts", { create: 5 }, "none"],
    ["__urn", "urn:renamed-by-an-alias", "none"],
    ["__provider", "other code", "none"],
];
const rows: Readonly<Record<RuleCloud, readonly Row[]>> = {
    alibaba: [
        ...everywhere,
        ["source.instanceId", "cri-other", "replace source"],
        ["target.instanceId", "cri-other", "replace target"],
        ["target.accountId", "1000000000000002", "replace target"],
        ["target.namespace", undefined, "none"],
    ],
    tencent: [
        ...everywhere,
        ["source.instanceId", "tcr-other", "replace source"],
        ["target.instanceId", "tcr-other", "replace target"],
    ],
    huawei: [...everywhere, ["target.namespace", undefined, "none"]],
};

for (const cloud of imageClouds) {
    describe(`${cloud}: what a change of an image sync needs`, () => {
        const spec = imageSpecOf(cloud);

        it("nothing changed: none, whatever else is recorded", () =>
            assert.equal(verdict(recorded(spec), spec), "none"));

        for (const [path, value, expected] of rows[cloud]) {
            it(`${path} = ${JSON.stringify(value)}: ${expected}`, () =>
                assert.equal(verdict(recorded(spec), withValueAt(spec, path, value)), expected));
        }

        const ruled = imageSpecOf(cloud, { ...goodArgs[cloud], rule: ruleBetween[cloud] });
        const ruleRows: readonly Row[] = [
            ["rule", undefined, "replace rule"],
            ["rule", unknownValue, "none"],
            ["rule.ruleId", "another", "none"],
            ["rule.ruleId", unknownValue, "none"],
            ["rule.trigger", "automatic", "none"],
            ["rule.override", false, "none"],
            ["rule.source.repository", "other", "none"],
            ["rule.name", "other", "replace rule"],
            ["rule.name", unknownValue, cloud === "huawei" ? "none" : "replace rule"],
            ["rule.source.region", "cn-other-1", "replace rule"],
            ["rule.target.region", "cn-other-1", "replace rule"],
            ["rule.source.instanceId", "other", "replace rule"],
            ["rule.target.instanceId", "other", "replace rule"],
            ["rule.source.cloud", "other", "replace rule"],
        ];
        for (const [path, value, expected] of ruleRows) {
            it(`${path} = ${JSON.stringify(value)}: ${expected}`, () =>
                assert.equal(verdict(recorded(ruled), withValueAt(ruled, path, value)), expected));
        }

        it("a rule where there was none: another sync", () =>
            assert.equal(verdict(recorded(spec), { ...spec, rule: ruled.rule }), "replace rule"));
    });
}

describe("image syncs: what is not synced is a change", () => {
    const spec = imageSpecOf("alibaba");
    const settled: readonly ImageStatus[] = ["synced", "unverified"];

    for (const status of imageStatuses) {
        const expected = settled.includes(status) ? "none" : "update";
        it(`an image that is ${status}: ${expected}`, () =>
            assert.equal(verdict(recorded(spec, status), spec), expected));

        it(`an image that is ${status}, which a filter took: ${expected}`, () => {
            const filtered = { ...spec, tags: undefined, tagFilter: "1.4.*" };
            assert.equal(verdict({ ...recorded(spec, status), ...filtered }, filtered), expected);
        });
    }

    it("a declared tag of which nothing is recorded: update", () => {
        const images = { "1.4.1": { status: "synced", digest } } as const;
        assert.equal(verdict({ ...recorded(spec), images }, spec), "update");
        assert.equal(verdict({ ...recorded(spec), images: {} }, spec), "update");
    });

    it("a tag is looked up by its name in the target", () => {
        const renamed = { ...spec, tags: [{ source: "1.4.2", target: "stable" }] };
        const synced = { status: "synced", digest } as const;
        assert.equal(verdict({ ...renamed, images: { stable: synced } }, renamed), "none");
        assert.equal(verdict({ ...renamed, images: { "1.4.2": synced } }, renamed), "update");
    });

    it("a tag with the name of something every object has", () => {
        const odd = { ...spec, tags: ["constructor"] };
        assert.equal(verdict({ ...odd, images: {} }, odd), "update");
    });

    it("a record that never got as far as images: update", () => {
        const filtered = { ...spec, tags: undefined, tagFilter: "1.4.*" };
        assert.equal(verdict(spec, spec), "update");
        assert.equal(verdict(filtered, filtered), "update");
    });

    it("a filter that took nothing: none", () => {
        const filtered = { ...spec, tags: undefined, tagFilter: "1.4.*" };
        assert.equal(verdict({ ...filtered, images: {} }, filtered), "none");
    });
});

describe("image syncs: triggers", () => {
    const spec = imageSpecOf("huawei");
    const change = (before: unknown[], after: unknown[]) =>
        verdict(recorded({ ...spec, triggers: before }), { ...spec, triggers: after });

    it("are compared in depth, in their order", () => {
        assert.equal(change([{ a: [1, "x"], b: true }], [{ b: true, a: [1, "x"] }]), "none");
        assert.equal(change([{ a: [1, "x"] }], [{ a: [1, "y"] }]), "update");
        assert.equal(change([1, 2], [2, 1]), "update");
        assert.equal(change(["1"], [1]), "update");
        assert.equal(change([{ a: 1 }], [{ a: unknownValue }]), "update");
    });
});

describe("image syncs: from registry to registry", () => {
    const spec = specOf({
        ...goodArgs.alibaba,
        target: { cloud: "generic", host: "harbor.example.com", account: "harbor" },
        platforms: ["linux/amd64", "linux/arm64"],
        referrers: true,
    });
    const registryRows: readonly Row[] = [
        ["target.host", "other.example.com", "replace target"],
        ["target.host", unknownValue, "replace target"],
        ["target.namespace", "other", "replace target"],
        ["target.account", "other", "update"],
        ["platforms", ["linux/arm64", "linux/amd64"], "none"],
        ["platforms", ["linux/amd64"], "update"],
        ["platforms", ["linux/amd64", unknownValue], "update"],
        ["platforms", undefined, "update"],
        ["referrers", undefined, "update"],
        ["via", "registry", "none"],
        ["via", undefined, "none"],
        ["via", "cloud", "replace via"],
        ["maxTags", 5, "none"],
    ];
    for (const [path, value, expected] of registryRows) {
        it(`${path} = ${JSON.stringify(value)}: ${expected}`, () =>
            assert.equal(verdict(recorded(spec), withValueAt(spec, path, value)), expected));
    }

    it("recorded before there was a choice: the cloud's call", () => {
        const { via: _via, ...before } = imageSpecOf("huawei");
        assert.equal(verdict(recorded(before), imageSpecOf("huawei")), "none");
        assert.equal(verdict(recorded(before), { ...imageSpecOf("huawei"), via: "registry" }), "replace via");
    });
});

describe("image syncs of a whole rule: what a change needs", () => {
    const { source, target } = goodArgs.tencent;
    const rule = { ...ruleBetween.tencent, tagFilter: "v*", repositoryFilter: "team/*" };
    const whole = specOf({ source, target, rule });
    const ruleRows: readonly Row[] = [
        ["rule.tagFilter", "v2*", "update"],
        ["rule.tagFilter", undefined, "update"],
        ["rule.tagFilter", unknownValue, "update"],
        ["rule.repositoryFilter", "other/*", "update"],
        ["rule.artifacts", "all", "none"],
        ["rule.artifacts", "image", "update"],
        ["rule.enabled", false, "none"],
        ["rule.ruleId", "8", "none"],
        ["rule.name", "other", "replace rule"],
        ["tags", ["1.4.1"], "update"],
        ["tagFilter", "v*", "update"],
    ];
    for (const [path, value, expected] of ruleRows) {
        it(`${path} = ${JSON.stringify(value)}: ${expected}`, () =>
            assert.equal(verdict(recorded(whole), withValueAt(whole, path, value)), expected));
    }

    it("beside declared tags the rule's filters say nothing", () => {
        const some = { ...whole, tags: ["1.4.1"] };
        assert.equal(verdict(recorded(some), withValueAt(some, "rule.tagFilter", "v2*")), "none");
    });

    it("an image that is not synced any more: update", () => {
        const images = { "api:1": { status: "synced" }, "web:1": { status: "missing" } } as const;
        assert.equal(verdict({ ...recorded(whole), images }, whole), "update");
    });
});

describe("image syncs: several changes at once", () => {
    const spec = imageSpecOf("alibaba");
    const news = (changes: Args) =>
        Object.entries(changes).reduce((at, [path, value]) => withValueAt(at, path, value), spec);

    it("every end that is another is named, once", () => {
        const both = { "source.region": "cn-beijing", "source.instanceId": "cri-bj", "target.namespace": "copies" };
        assert.equal(verdict(recorded(spec), news({ ...both, tags: ["2.0"] })), "replace source, target");
    });

    it("absent and undefined are the same", () => {
        const target = { ...spec.target, accountId: undefined };
        assert.equal(verdict(recorded(spec), { ...spec, target, tagFilter: undefined, triggers: undefined }), "none");
    });

    it("another cloud is another sync", () =>
        assert.equal(verdict(recorded(spec), imageSpecOf("huawei")), "replace source, target"));

    it("rule's ends that are not known at all", () => {
        const unknownEnds = { source: unknownValue, target: unknownValue, rule: unknownValue };
        assert.equal(verdict(recorded(spec), news(unknownEnds)), "replace source, target, rule");
    });
});
