import assert from "node:assert/strict";
import type { Emulator } from "../../../emulator";
import type { CloudRow } from "./row";

const instance = "cri-hub";
const name = (n: number) => `e2e-${n}`;

/** Rules of one repository by different names. CR EE has no update: every change replaces. */
export const alibabaRow: CloudRow = {
    cloud: "alibaba",
    args: (n) => ({
        name: name(n),
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: instance,
            namespace: "prod",
            repository: "api",
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        tagFilter: "v1\\..*",
    }),
    id: (n) => `alibaba/cn-hangzhou/${instance}/${name(n)}`,
    field: "tagFilter",
    declared: "v1\\..*",
    changed: "v2\\..*",
    drifted: "v3\\..*",
    inPlace: false,
    actions: { create: "CreateRepoSyncRule", remove: "DeleteRepoSyncRule", list: "ListRepoSyncRule" },
    keys: { id: "alicloud:accessKey", secret: "alicloud:secretKey" },
    keyPair: ({ credentials }, pair) => {
        const { accessKey, secretKey } = credentials.alibaba[pair];
        return { id: accessKey, secret: secretKey };
    },
    enableOwner: ({ alibaba, credentials }, enabled) => {
        const { accessKey } = credentials.alibaba.owner;
        if (enabled) {
            alibaba.enableKey(accessKey);
        } else {
            alibaba.disableKey(accessKey);
        }
    },
    prepare: () => undefined,
    rules: ({ alibaba }) => alibaba.rules().map(({ id, tagFilter }) => ({ id, value: tagFilter })),
    addRule: ({ alibaba }, n, value) => {
        alibaba.addRule({
            name: name(n),
            instanceId: instance,
            namespace: "prod",
            repository: "api",
            targetInstanceId: "cri-sg",
            tagFilter: String(value),
        });
    },
    drift: (emulator, n) => {
        emulator.alibaba.changeRule(ruleId(emulator, n), { tagFilter: "v3\\..*" });
    },
    removeRule: (emulator, n) => emulator.alibaba.removeRule(ruleId(emulator, n)),
};

function ruleId({ alibaba }: Emulator, n: number): string {
    const rule = alibaba.rules(instance).find((each) => each.name === name(n));
    assert.ok(rule, `no rule ${name(n)} in ${instance}`);
    return rule.id;
}
