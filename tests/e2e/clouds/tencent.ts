import type { CloudRow } from "./row";

const registry = "tcr-gz";
const name = (n: number) => `e2e-${n}`;

/** Rules of one repository by different names. TCR changes a rule in place. */
export const tencentRow: CloudRow = {
    cloud: "tencent",
    args: (n) => ({
        name: name(n),
        source: {
            cloud: "tencent",
            region: "ap-guangzhou",
            instanceId: registry,
            namespace: "prod",
            repository: "team/service",
        },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" },
        tagFilter: "v1.*",
        description: "as declared",
    }),
    id: (n) => `tencent/ap-guangzhou/${registry}/${name(n)}`,
    field: "description",
    declared: "as declared",
    changed: "as changed",
    drifted: "as somebody likes it",
    inPlace: true,
    actions: {
        create: "ManageReplication",
        update: "ModifyReplication",
        remove: "DeleteReplicationRule",
        list: "DescribeReplicationPolicies",
    },
    keys: { id: "tencentcloud:secretId", secret: "tencentcloud:secretKey" },
    keyPair: ({ credentials }, pair) => {
        const { secretId, secretKey } = credentials.tencent[pair];
        return { id: secretId, secret: secretKey };
    },
    enableOwner: ({ tencent, credentials }, enabled) => {
        const { secretId } = credentials.tencent.owner;
        if (enabled) {
            tencent.enableKey(secretId);
        } else {
            tencent.disableKey(secretId);
        }
    },
    prepare: () => undefined,
    rules: ({ tencent }) =>
        tencent
            .registries()
            .flatMap(({ rules }) => rules.map(({ id, description }) => ({ id: String(id), value: description }))),
    addRule: ({ tencent }, n, value) => {
        tencent.addRule(registry, {
            name: name(n),
            destinationRegistryId: "tcr-sg",
            destinationNamespace: "prod",
            filters: [
                { type: "name", value: "prod/team/service" },
                { type: "tag", value: "v1.*" },
            ],
            description: String(value),
        });
    },
    drift: ({ tencent }, n) => tencent.changeRule(registry, name(n), { description: "as somebody likes it" }),
    removeRule: ({ tencent }, n) => tencent.removeRule(registry, name(n)),
};
