import type { AlibabaRuleChange, Emulator } from "../../../emulator";
import type { CloudCase, Drift } from "./case";

const name = (n: number) => `rule-${n}`;
const source = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", repository: "api" };
const target = { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" };

function ruleId({ alibaba }: Emulator): string {
    return alibaba.rules("cri-hub").find((rule) => rule.name === name(0))?.id ?? "none";
}

function drift(path: string, seen: Drift["seen"], change: AlibabaRuleChange): Drift {
    return { path, seen, apply: (emulator) => void emulator.alibaba.changeRule(ruleId(emulator), change) };
}

const grown: AlibabaRuleChange = { scope: "NAMESPACE", repository: "", targetRepository: "" };

export const alibabaCase: CloudCase = {
    cloud: "alibaba",
    args: (n) => ({ name: name(n), source, target, tagFilter: "v1\\..*" }),
    everything: {
        name: "everything",
        source,
        target: {
            cloud: "alibaba",
            region: "cn-shanghai",
            instanceId: "cri-partner",
            namespace: "staging",
            repository: "copy-of-api",
            accountId: "1000000000000002",
            linkId: "link-1",
        },
        tagFilter: "v1\\..*",
        trigger: "manual",
    },
    held: ({ alibaba }) => {
        const [rule] = alibaba.rules();
        const expected = {
            ...rule,
            name: "everything",
            scope: "REPO",
            trigger: "INITIATIVE",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
            repositoryFilter: "",
            tagFilter: "v1\\..*",
            targetRegionId: "cn-shanghai",
            targetInstanceId: "cri-partner",
            targetNamespace: "staging",
            targetRepository: "copy-of-api",
            linkId: "link-1",
        };
        return { actual: rule, expected };
    },
    drifts: [
        drift("tagFilter", "v9.*", { tagFilter: "v9.*" }),
        drift("tagFilter", undefined, { tagFilter: ".*" }),
        drift("trigger", "manual", { trigger: "INITIATIVE" }),
        drift("source.namespace", "staging", { namespace: "staging" }),
        drift("source.repository", "web", { repository: "web" }),
        drift("source.repository", undefined, grown),
        drift("repositoryFilter", "web.*", { ...grown, repositoryFilter: "web.*" }),
        drift("target.namespace", "staging", { targetNamespace: "staging" }),
        drift("target.repository", "web", { targetRepository: "web" }),
        drift("target.instanceId", "cri-fra", { targetInstanceId: "cri-fra" }),
        drift("target.region", "eu-central-1", { targetRegionId: "eu-central-1" }),
        drift("target.linkId", "link-2", { linkId: "link-2" }),
    ],
    prepare: () => undefined,
    count: ({ alibaba }) => alibaba.rules().length,
    add: ({ alibaba }, n, different = false) =>
        void alibaba.addRule({
            name: name(n),
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
            targetInstanceId: "cri-sg",
            tagFilter: different ? "v2\\..*" : "v1\\..*",
        }),
    remove: (emulator) => emulator.alibaba.removeRule(ruleId(emulator)),
    change: { path: "tagFilter", value: "v2\\..*" },
    actions: { create: "CreateRepoSyncRule", remove: "DeleteRepoSyncRule", list: "ListRepoSyncRule" },
    throttles: [
        { fault: "throttle", code: "Throttling.User", waitMs: 200 },
        { fault: "throttle403", code: "Throttling.Api" },
    ],
    temporaryKeys: ({ credentials }) => ({
        "alicloud:accessKey": credentials.alibaba.session.accessKey,
        "alicloud:secretKey": credentials.alibaba.session.secretKey,
        "alicloud:securityToken": credentials.alibaba.session.securityToken,
    }),
    secretKey: "alicloud:secretKey",
};
