import type { TencentFilter, TencentRuleSettings } from "../../../emulator";
import type { CloudCase, Drift } from "./case";

const name = (n: number) => `rule-${n}`;
const source = {
    cloud: "tencent",
    region: "ap-guangzhou",
    instanceId: "tcr-gz",
    namespace: "prod",
    repository: "team/service",
};
const target = { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" };

const filters = (changes: Partial<Record<TencentFilter["type"], string>>): TencentFilter[] =>
    Object.entries({ name: "prod/team/service", tag: "v1.*", resource: "", ...changes }).map(([type, value]) => ({
        type: type as TencentFilter["type"],
        value,
    }));

function drift(path: string, seen: Drift["seen"], change: Partial<TencentRuleSettings>): Drift {
    return { path, seen, apply: ({ tencent }) => tencent.changeRule("tcr-gz", name(0), change) };
}

export const tencentCase: CloudCase = {
    cloud: "tencent",
    args: (n) => ({ name: name(n), source, target, tagFilter: "v1.*" }),
    everything: {
        name: "everything",
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
        target: {
            cloud: "tencent",
            region: "ap-shanghai",
            instanceId: "tcr-partner",
            namespace: "copies",
            grant: "tencent-grant",
        },
        repositoryFilter: "team/**",
        tagFilter: "{1.4,1.5}-*",
        artifacts: "image",
        override: true,
        replicateDeletions: true,
        enabled: false,
        description: "everything there is",
    },
    held: ({ tencent }) => {
        const [rule] = tencent.rules("tcr-gz");
        const expected = {
            ...rule,
            name: "everything",
            description: "everything there is",
            filters: [
                { type: "name", value: "prod/team/**" },
                { type: "tag", value: "{1.4,1.5}-*" },
                { type: "resource", value: "image" },
            ],
            override: true,
            deletion: true,
            enabled: false,
            destinationRegistryId: "tcr-partner",
            destinationNamespace: "copies",
        };
        return { actual: rule, expected };
    },
    drifts: [
        drift("description", "by hand", { description: "by hand" }),
        drift("override", true, { override: true }),
        drift("enabled", false, { enabled: false }),
        drift("tagFilter", "v9.*", { filters: filters({ tag: "v9.*" }) }),
        drift("tagFilter", undefined, { filters: filters({ tag: "**" }) }),
        drift("tagFilter", undefined, { filters: filters({ tag: "" }) }),
        drift("artifacts", "chart", { filters: filters({ resource: "chart" }) }),
        drift("source.repository", "api", { filters: filters({ name: "prod/api" }) }),
        drift("source.repository", undefined, { filters: filters({ name: "prod/**" }) }),
        drift("repositoryFilter", "team/*", { filters: filters({ name: "prod/team/*" }) }),
        drift("source.namespace", "base", { filters: filters({ name: "base/team/service" }) }),
        drift("target.namespace", "elsewhere", { destinationNamespace: "elsewhere" }),
        drift("target.instanceId", "tcr-bj", { destinationRegistryId: "tcr-bj" }),
        drift("target.region", "ap-beijing", { destinationRegistryId: "tcr-bj" }),
    ],
    prepare: () => undefined,
    count: ({ tencent }) => tencent.registries().flatMap(({ rules }) => rules).length,
    add: ({ tencent }, n, different = false) =>
        void tencent.addRule("tcr-gz", {
            name: name(n),
            destinationRegistryId: "tcr-sg",
            destinationNamespace: "prod",
            // In another order, and without the ones that say nothing: it is the same rule.
            filters: filters({ tag: different ? "v2.*" : "v1.*" })
                .filter(({ value }) => value !== "")
                .reverse(),
        }),
    remove: ({ tencent }) => tencent.removeRule("tcr-gz", name(0)),
    change: { path: "tagFilter", value: "v2.*" },
    actions: {
        create: "ManageReplication",
        update: "ModifyReplication",
        remove: "DeleteReplicationRule",
        list: "DescribeReplicationPolicies",
    },
    throttles: [{ fault: "throttle", code: "RequestLimitExceeded" }],
    temporaryKeys: ({ credentials }) => ({
        "tencentcloud:secretId": credentials.tencent.session.secretId,
        "tencentcloud:secretKey": credentials.tencent.session.secretKey,
        "tencentcloud:securityToken": credentials.tencent.session.securityToken,
    }),
    secretKey: "tencentcloud:secretKey",
};
