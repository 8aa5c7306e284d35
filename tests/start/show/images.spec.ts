import assert from "node:assert/strict";

interface Image {
    readonly target: { readonly cloud: string; readonly namespace: string; readonly repository?: string };
    readonly tag: string;
    readonly image: string;
    readonly from: string;
    readonly to: string;
    readonly status: string;
    readonly digest: string;
    readonly size: string;
    readonly time: string;
    readonly finishedAt: number;
}
interface ImageSync {
    readonly name: string;
    readonly cloud: string;
    readonly via: string;
    readonly tags: readonly string[];
    readonly override: boolean;
    readonly images: readonly Image[];
}
const { imageSyncsOf, nextTag } = require("../../../scripts/start/show/images") as {
    imageSyncsOf: (exported: object) => ImageSync[];
    nextTag: (syncs: readonly { tags: readonly string[] }[]) => string;
};

const type = "pulumi-nodejs:dynamic/imagesync:ManualImageSync";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const resources = [
    { urn: "urn:pulumi:demo::p::pulumi-nodejs:dynamic/imagesync:RepoSyncRule::rule", type: "other", outputs: {} },
    {
        urn: `urn:pulumi:demo::p::${type}::orders`,
        type,
        outputs: {
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "backend/orders" },
            target: { cloud: "huawei", region: "ap-southeast-3", namespace: "prod", repository: "backend/orders" },
            tagFilter: "1.*",
            override: false,
            images: { "1.0": { status: "missing" }, "1.1": { status: "synced", digest, sizeBytes: 999_999 } },
        },
    },
    {
        urn: `urn:pulumi:demo::p::${type}::shop`,
        type,
        outputs: {
            source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "a", repository: "b" },
            target: { cloud: "alibaba", region: "cn-beijing", instanceId: "cri-b", namespace: "c", repository: "d" },
            tags: ["1", { source: "2", target: "two" }],
            override: true,
            images: {
                "1": {
                    status: "synced",
                    digest,
                    sizeBytes: 142_220_055,
                    startedAt: "2025-01-01T00:00:00.000Z",
                    finishedAt: "2025-01-01T00:00:06.049Z",
                },
                two: {
                    status: "synced",
                    digest,
                    startedAt: "2025-01-01T00:00:00.000Z",
                    finishedAt: "2025-01-01T00:00:00.004Z",
                },
            },
        },
    },
];

/** A whole rule: its images name their repositories. */
const ofRule = {
    urn: `urn:pulumi:demo::p::${type}::base`,
    type,
    outputs: {
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-a", namespace: "base" },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-b", namespace: "copies" },
        override: true,
        via: "registry",
        images: {
            "node:1.0": { status: "synced", digest, sizeBytes: 24_870 },
            "charts/shop:2.0": { status: "failed" },
        },
    },
};

describe("images that npm start shows", () => {
    const syncs = imageSyncsOf({ deployment: { resources } });
    const images = syncs.flatMap((sync) => sync.images);

    it("are those of the stack's image syncs, in the order of cloud and name", () => {
        assert.deepEqual(
            syncs.map(({ cloud, name, override }) => [cloud, name, override]),
            [
                ["alibaba", "shop", true],
                ["huawei", "orders", false],
            ],
        );
        assert.deepEqual(imageSyncsOf({ deployment: {} }), []);
    });

    it("have a name, two ends, a short digest, a size and a time", () => {
        assert.deepEqual(
            images.map(({ image, from, to, digest: short, size, time }) => [image, from, to, short, size, time]),
            [
                ["d:1", "cri-hub a/b", "cri-b c/d", "sha256:0123456789ab", "142.2 MB", "6 s"],
                ["d:two", "cri-hub a/b", "cri-b c/d", "sha256:0123456789ab", "", "< 1 s"],
                ["orders:1.0", "cn-north-4 team/backend/orders", "ap-southeast-3 prod/backend/orders", "", "", ""],
                [
                    ...["orders:1.1", "cn-north-4 team/backend/orders", "ap-southeast-3 prod/backend/orders"],
                    ...["sha256:0123456789ab", "1.0 MB", ""],
                ],
            ],
        );
    });

    it("have repositories of their own where a whole rule is synced", () => {
        const [sync] = imageSyncsOf({ deployment: { resources: [ofRule] } });
        assert.deepEqual([sync?.via, sync?.tags, syncs[0]?.via], ["registry", [], "cloud"]);
        assert.deepEqual(
            sync?.images.map(({ target, tag, image, from, to, size }) => [
                target.repository,
                tag,
                image,
                from,
                to,
                size,
            ]),
            [
                ["node", "1.0", "node:1.0", "tcr-a base/node", "tcr-b copies/node", "24.9 kB"],
                ["charts/shop", "2.0", "shop:2.0", "tcr-a base/charts/shop", "tcr-b copies/charts/shop", ""],
            ],
        );
    });

    it("say when they came, where a task brought them", () => {
        assert.deepEqual(
            images.map(({ finishedAt }) => finishedAt),
            [Date.parse("2025-01-01T00:00:06.049Z"), Date.parse("2025-01-01T00:00:00.004Z"), NaN, NaN],
        );
    });

    it("have the declared tags, as the source names them", () => {
        assert.deepEqual(
            syncs.map(({ tags }) => tags),
            [["1", "2"], []],
        );
    });

    for (const [newest, next] of [
        ["1.4.2", "1.4.3"],
        ["v9", "v10"],
        ["1.0.0-rc.9", "1.0.0-rc.10"],
        ["latest", "1.0.0"],
    ] as const)
        it(`after ${newest} there may come ${next}`, () => {
            assert.equal(nextTag([{ tags: ["0.1", newest] }]), next);
        });

    it("after nothing there comes 1.0.0", () => {
        assert.equal(nextTag([]), "1.0.0");
    });
});
