import assert from "node:assert/strict";
import fc from "fast-check";
import { imageSyncId } from "../../../../provider/images/declared/identity";
import type { ImageEnd, ImageSyncSpec } from "../../../../provider/model";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageClouds, imageSpecOf, specOf } from "./args";

const urnOf = (name: string) =>
    `urn:pulumi:dev::images::my:component:Release$pulumi-nodejs:dynamic/imagesync:ManualImageSync::${name}`;

const instanced = new Set(["alibaba", "tencent"]);
const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
/** Regions are of a list: none is called like a cloud. */
const region = part.filter((name) => !imageClouds.some((cloud) => cloud === name));
const end: fc.Arbitrary<ImageEnd> = fc
    .record({ cloud: fc.constantFrom(...imageClouds), region, instanceId: part, namespace: part, repository: part })
    .map(({ instanceId, ...others }) => (instanced.has(others.cloud) ? { ...others, instanceId } : others));
const specs: fc.Arbitrary<ImageSyncSpec> = fc
    .record({ source: end, target: end, name: fc.string({ minLength: 1, maxLength: 8 }) })
    .map(({ name, ...ends }) => ({ ...ends, __urn: urnOf(name), override: false, wait: true, timeoutSeconds: 1 }));
/** Names that odd splitting would mix up. */
const confusing = fc.constantFrom("a", "b", "a/b", "a%2Fb", "a::b", "::", "%", "a b", "ä", "…");
const confused: fc.Arbitrary<ImageSyncSpec> = fc
    .record({ region: confusing, instanceId: confusing, namespace: confusing, repository: confusing, name: confusing })
    .map(({ name, ...place }) => ({
        source: { cloud: "alibaba", ...place },
        target: { cloud: "alibaba", ...place },
        __urn: urnOf(name),
        override: false,
        wait: true,
        timeoutSeconds: 1,
    }));

/** What an id is made of, with what only its form tells apart. */
function whatCounts({ source, target, __urn }: ImageSyncSpec): unknown {
    return [source, target, __urn];
}

/** The parts that an id was made of. */
function parse(id: string): string[] {
    return id.split("/").map(decodeURIComponent);
}

describe("image syncs: ids", () => {
    it("by example", () => {
        assert.equal(
            imageSyncId({ ...imageSpecOf("alibaba"), __urn: urnOf("api-1.4") }),
            "alibaba/cn-hangzhou/cri-hub/prod/api/ap-southeast-1/cri-sg/prod/api/api-1.4",
        );
        assert.equal(
            imageSyncId({ ...imageSpecOf("huawei"), __urn: urnOf("orders") }),
            "huawei/cn-north-4/team/backend%2Forders/ap-southeast-3/team/backend%2Forders/orders",
        );
    });

    it("another cloud at the target is named", () => {
        const spec = { ...imageSpecOf("huawei"), target: imageSpecOf("tencent").target, __urn: urnOf("x") };
        assert.equal(
            imageSyncId(spec),
            "huawei/cn-north-4/team/backend%2Forders/tencent/ap-guangzhou/tcr-gz/prod/team%2Fapi/x",
        );
    });

    it("a generic end is its host and its path, whatever part of that is called namespace", () => {
        const from = { ...(goodArgs.alibaba.source as Args) };
        const id = (target: Args) =>
            imageSyncId({ ...specOf({ source: from, target, tags: ["1"] }), __urn: urnOf("x") });
        const harbor = { cloud: "generic", host: "harbor.example.com:8443" };
        const expected = "alibaba/cn-hangzhou/cri-hub/prod/api/generic/harbor.example.com%3A8443/prod%2Fapi/x";
        assert.equal(id(harbor), expected);
        assert.equal(id({ ...harbor, repository: "prod/api" }), expected);
        assert.notEqual(id({ ...harbor, repository: "api" }), expected);
        const generic = { ...harbor, repository: "api" };
        const pulled = specOf({ source: generic, target: { ...harbor, repository: "copy" }, tags: ["1"] });
        assert.equal(
            imageSyncId({ ...pulled, __urn: urnOf("x") }),
            "generic/harbor.example.com%3A8443/api/harbor.example.com%3A8443/copy/x",
        );
    });

    it("of a whole rule over a namespace a star stands for its repositories", () => {
        const { repository: _from, ...source } = imageSpecOf("alibaba").source;
        const { repository: _to, ...target } = imageSpecOf("alibaba").target;
        assert.equal(
            imageSyncId({ ...imageSpecOf("alibaba"), source, target, __urn: urnOf("all") }),
            "alibaba/cn-hangzhou/cri-hub/prod/*/ap-southeast-1/cri-sg/prod/*/all",
        );
    });

    it("depends on ends and name alone", () => {
        const spec = { ...imageSpecOf("alibaba"), __urn: urnOf("x") };
        const other: ImageSyncSpec = {
            ...spec,
            tags: ["2.0"],
            override: true,
            source: { ...spec.source, account: "other" },
            triggers: [1],
            __urn: "urn:pulumi:prod::images::pulumi-nodejs:dynamic/imagesync:ManualImageSync::x",
        };
        assert.equal(imageSyncId(other), imageSyncId(spec));
    });

    it("a logical name that holds the separator of URNs is kept whole", () =>
        assert.match(imageSyncId({ ...imageSpecOf("alibaba"), __urn: urnOf("a::b") }), /\/a%3A%3Ab$/));

    it("property: every part of an id is had back, whatever its characters", () => {
        fc.assert(
            fc.property(fc.oneof(specs, confused), (spec) => {
                const id = imageSyncId(spec);
                assert.equal(imageSyncId(structuredClone(spec)), id);
                const { source, target, __urn } = spec;
                const place = ({ region, instanceId, namespace, repository }: ImageEnd) =>
                    [region, instanceId, namespace, repository].filter((text) => text !== undefined);
                const name = __urn?.slice(urnOf("").length);
                const between = source.cloud === target.cloud ? [] : [target.cloud];
                assert.deepEqual(parse(id), [source.cloud, ...place(source), ...between, ...place(target), name]);
            }),
        );
    });

    for (const [kind, some] of [
        ["any", specs],
        ["confusing", confused],
    ] as const) {
        it(`property: two syncs with other ends or another name never share an id (${kind} names)`, () => {
            fc.assert(
                fc.property(some, some, (one, other) => {
                    const same = JSON.stringify(whatCounts(one)) === JSON.stringify(whatCounts(other));
                    assert.equal(imageSyncId(one) === imageSyncId(other), same);
                }),
                { numRuns: 1000 },
            );
        });
    }

    it("property: a change of one part is another id", () => {
        const field = fc.constantFrom("region", "namespace", "repository");
        fc.assert(
            fc.property(confused, fc.constantFrom("source", "target"), field, confusing, (spec, at, name, value) => {
                const changed = { ...spec, [at]: { ...spec[at as "source"], [name]: value } };
                const same = spec[at as "source"][name as "region"] === value;
                assert.equal(imageSyncId(changed) === imageSyncId(spec), same);
            }),
        );
    });

    it("without a value of an end there is no id", () => {
        const spec = imageSpecOf("alibaba");
        const { namespace: _namespace, ...target } = spec.target;
        assert.throws(() => imageSyncId({ ...spec, source: { ...spec.source, region: unknownValue } }), /to be known/);
        const nowhere = { cloud: "generic", repository: "api" } as const;
        assert.throws(() => imageSyncId({ ...spec, target: nowhere }), /to be known/);
        const unknownPath = {
            cloud: "generic",
            host: "a.example.com",
            namespace: unknownValue,
            repository: "b",
        } as const;
        assert.throws(() => imageSyncId({ ...spec, target: unknownPath }), /to be known/);
        assert.throws(() => imageSyncId({ ...spec, target: target }), /to be known/);
    });
});
