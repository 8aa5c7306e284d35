import type { CloudCase } from "./case";

const region = "cn-north-4";
const to = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };
/** The first is nested: its slash is `$` on the wire. */
const repository = (n: number) => (n === 0 ? "backend/orders" : `service-${n}`);
const path = (n: number) => `team/${repository(n)}`;

export const huaweiCase: CloudCase = {
    cloud: "huawei",
    args: (n) => ({
        source: { cloud: "huawei", region, namespace: "team", repository: repository(n) },
        target: { cloud: "huawei", region: to.remoteRegionId },
    }),
    everything: {
        source: { cloud: "huawei", region, namespace: "team", repository: "backend/orders" },
        target: { cloud: "huawei", region: "ap-southeast-1", namespace: "prod" },
        override: true,
    },
    held: ({ huawei }) => {
        const [rule] = huawei.rules(region);
        const expected = {
            ...rule,
            namespace: "team",
            repository: "backend/orders",
            remoteRegionId: "ap-southeast-1",
            remoteNamespace: "prod",
            syncAuto: true,
            override: true,
        };
        return { actual: rule, expected };
    },
    // Repository, remote region and organization are the natural key: another one is another rule.
    drifts: [
        {
            path: "override",
            seen: true,
            apply: ({ huawei }) => huawei.changeRule(region, path(0), to, { override: true }),
        },
    ],
    prepare: ({ huawei }, count) => {
        for (let n = 0; n < count; n++) {
            if (!huawei.findRepository(region, path(n))) {
                huawei.addRepository(region, path(n));
            }
        }
    },
    count: ({ huawei }) => huawei.rules(region).length,
    add: ({ huawei }, n, different = false) => void huawei.addRule(region, path(n), { ...to, override: different }),
    remove: ({ huawei }) => huawei.removeRule(region, path(0), to),
    change: { path: "override", value: true },
    actions: {
        create: "CreateImageSyncRepo",
        remove: "DeleteImageSyncRepo",
        list: "ListImageAutoSyncReposDetails",
    },
    throttles: [
        { fault: "throttle", code: "APIGW.0308" },
        { fault: "throttle403", code: "SVCSTG.SWR.4031042" },
    ],
    temporaryKeys: ({ credentials }) => ({
        "huaweicloud:accessKey": credentials.huawei.session.accessKey,
        "huaweicloud:secretKey": credentials.huawei.session.secretKey,
        "huaweicloud:securityToken": credentials.huawei.session.securityToken,
    }),
    secretKey: "huaweicloud:secretKey",
};
