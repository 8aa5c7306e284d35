import assert from "node:assert/strict";

interface Rule {
    readonly name: string;
    readonly cloud: string;
    readonly from: { readonly registry: string; readonly path: string };
    readonly to: { readonly registry: string; readonly path: string };
    readonly filter: string;
    readonly id: string;
}
const { rulesOf } = require("../../../scripts/start/show/rules") as { rulesOf: (exported: object) => Rule[] };
const { diagram } = require("../../../scripts/start/show/diagram") as { diagram: (rules: readonly Rule[]) => string };

const type = "pulumi-nodejs:dynamic/imagesync:RepoSyncRule";
const hub = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" };
const resources = [
    { urn: "urn:pulumi:demo::p::pulumi:pulumi:Stack::p-demo", type: "pulumi:pulumi:Stack" },
    {
        urn: `urn:pulumi:demo::p::example:FanOut$${type}::orders`,
        type,
        id: "huawei/cn-north-4/team/backend%2Forders/ap-southeast-3/team",
        outputs: {
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "backend/orders" },
            target: { cloud: "huawei", region: "ap-southeast-3", namespace: "team" },
        },
    },
    {
        urn: `urn:pulumi:demo::p::${type}::whole`,
        type,
        id: "alibaba/cn-hangzhou/cri-hub/whole",
        outputs: {
            source: hub,
            target: { ...hub, region: "ap-southeast-1", instanceId: "cri-sg" },
            repositoryFilter: 'a"b',
            tagFilter: "v.*",
        },
    },
    {
        urn: `urn:pulumi:demo::p::${type}::one`,
        type,
        id: "alibaba/cn-hangzhou/cri-hub/one",
        outputs: { source: { ...hub, repository: "api" }, target: { ...hub, instanceId: "cri-b", repository: "copy" } },
    },
];

describe("rules that npm start shows", () => {
    const rules = rulesOf({ deployment: { resources } });

    it("are those of the stack, in the order of cloud and name", () => {
        assert.deepEqual(
            rules.map(({ cloud, name, id }) => [cloud, name, id]),
            [
                ["alibaba", "one", "alibaba/cn-hangzhou/cri-hub/one"],
                ["alibaba", "whole", "alibaba/cn-hangzhou/cri-hub/whole"],
                ["huawei", "orders", "huawei/cn-north-4/team/backend%2Forders/ap-southeast-3/team"],
            ],
        );
    });

    it("are none where nothing is deployed", () => {
        assert.deepEqual(rulesOf({ deployment: {} }), []);
    });

    it("have two ends: a registry, and what is in it", () => {
        assert.deepEqual(
            rules.map(({ from, to }) => `${from.registry} ${from.path} → ${to.registry} ${to.path}`),
            [
                "cn-hangzhou/cri-hub prod/api → cn-hangzhou/cri-b prod/copy",
                "cn-hangzhou/cri-hub prod/* → ap-southeast-1/cri-sg prod/*",
                "cn-north-4 team/backend/orders → ap-southeast-3 team/backend/orders",
            ],
        );
    });

    it("have their filters in words", () => {
        assert.deepEqual(
            rules.map(({ filter }) => filter),
            ["all", 'repositories a"b, tags v.*', "all"],
        );
    });

    it("are drawn as a flowchart: a box for each cloud, a node for each registry, an arrow for each rule", () => {
        assert.deepEqual(diagram(rules).split("\n"), [
            "flowchart LR",
            '    subgraph alibaba["Alibaba Cloud CR EE"]',
            '        r1["cn-hangzhou/cri-hub"]',
            '        r2["cn-hangzhou/cri-b"]',
            '        r3["ap-southeast-1/cri-sg"]',
            "    end",
            '    subgraph huawei["Huawei Cloud SWR"]',
            '        r4["cn-north-4"]',
            '        r5["ap-southeast-3"]',
            "    end",
            '    r1 -->|"prod/api"| r2',
            '    r1 -->|"prod/*, repositories a#34;b, tags v.*"| r3',
            '    r4 -->|"team/backend/orders"| r5',
        ]);
    });
});
