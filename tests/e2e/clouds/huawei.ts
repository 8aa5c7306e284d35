import type { CloudRow } from "./row";

const region = "cn-north-4";
const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };
/** The first is a nested one. */
const repository = (n: number) => (n === 0 ? "backend/orders" : `service-${n}`);

/** One rule for each repository: it has no name. SWR has no update: every change replaces. */
export const huaweiRow: CloudRow = {
    cloud: "huawei",
    args: (n) => ({
        source: { cloud: "huawei", region, namespace: "team", repository: repository(n) },
        target: { cloud: "huawei", region: target.remoteRegionId },
        override: false,
    }),
    id: (n) =>
        ["huawei", region, "team", repository(n), target.remoteRegionId, target.remoteNamespace]
            .map(encodeURIComponent)
            .join("/"),
    field: "override",
    declared: false,
    changed: true,
    drifted: true,
    inPlace: false,
    actions: {
        create: "CreateImageSyncRepo",
        remove: "DeleteImageSyncRepo",
        list: "ListImageAutoSyncReposDetails",
        first: "KeystoneListProjects",
    },
    keys: { id: "huaweicloud:accessKey", secret: "huaweicloud:secretKey" },
    keyPair: ({ credentials }, pair) => {
        const { accessKey, secretKey } = credentials.huawei[pair];
        return { id: accessKey, secret: secretKey };
    },
    enableOwner: ({ huawei, credentials }, enabled) => {
        const { accessKey } = credentials.huawei.owner;
        if (enabled) {
            huawei.enableKey(accessKey);
        } else {
            huawei.disableKey(accessKey);
        }
    },
    prepare: ({ huawei }, count) => {
        for (let n = 0; n < count; n++) {
            if (huawei.findRepository(region, `team/${repository(n)}`) === undefined) {
                huawei.addRepository(region, `team/${repository(n)}`);
            }
        }
    },
    rules: ({ huawei }) => huawei.rules(region).map(({ id, override }) => ({ id, value: override })),
    addRule: ({ huawei }, n, value) => {
        huawei.addRule(region, `team/${repository(n)}`, { ...target, override: value === true });
    },
    drift: ({ huawei }, n) => huawei.changeRule(region, `team/${repository(n)}`, target, { override: true }),
    removeRule: ({ huawei }, n) => huawei.removeRule(region, `team/${repository(n)}`, target),
};
