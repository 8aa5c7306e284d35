import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { alibabaRow } from "../clouds/alibaba";
import { huaweiRow } from "../clouds/huawei";
import type { CloudRow } from "../clouds/row";
import { tencentRow } from "../clouds/tencent";
import { Project } from "../harness/project";

interface Missing {
    readonly what: string;
    readonly row: CloudRow;
    /** Replaces fields of the ends of the row's first rule. */
    readonly source?: object;
    readonly target?: object;
    /** The error at up: call, object, the cloud's code and request, what to do. */
    readonly says: RegExp;
}

const cases: readonly Missing[] = [
    {
        what: "CR EE: the source instance",
        row: alibabaRow,
        source: { instanceId: "cri-none" },
        says: /error: alibaba ListRepoSyncRule: instance "cri-none" not found in cn-hangzhou \(INSTANCE_NOT_EXIST, request [\w-]+\); check source\.instanceId/,
    },
    {
        what: "CR EE: the target instance",
        row: alibabaRow,
        target: { instanceId: "cri-none" },
        says: /error: alibaba CreateRepoSyncRule: instance .*"cri-none".* \(INSTANCE_NOT_EXIST, request [\w-]+\); check .*target\.instanceId/,
    },
    {
        what: "CR EE: the source namespace",
        row: alibabaRow,
        source: { namespace: "nobodys" },
        says: /error: alibaba CreateRepoSyncRule: namespace "nobodys" not found in cri-hub.* \(NAMESPACE_NOT_EXIST, request [\w-]+\); create it or fix source\.namespace/,
    },
    {
        what: "CR EE: the target namespace",
        row: alibabaRow,
        target: { namespace: "nobodys" },
        says: /error: alibaba CreateRepoSyncRule: namespace .*"nobodys" in cri-sg \(NAMESPACE_NOT_EXIST, request [\w-]+\); create it or fix .*target\.namespace/,
    },
    {
        what: "CR EE: the source repository",
        row: alibabaRow,
        source: { repository: "nothing" },
        says: /error: alibaba CreateRepoSyncRule: repository "nothing" not found in cri-hub\/prod.* \(REPO_NOT_EXIST, request [\w-]+\); create it or fix source\.repository/,
    },
    {
        what: "TCR: the source registry",
        row: tencentRow,
        source: { instanceId: "tcr-none" },
        says: /error: tencent DescribeReplicationPolicies: registry "tcr-none".* not found in ap-guangzhou \(ResourceNotFound\S*, request [\w-]+\); check the registry ids/,
    },
    {
        what: "TCR: the target registry",
        row: tencentRow,
        target: { instanceId: "tcr-none" },
        says: /error: tencent ManageReplication: registry "tcr-gz", or "tcr-none".* not found.* \(ResourceNotFound\S*, request [\w-]+\); check the registry ids/,
    },
    {
        what: "SWR: the source organization",
        row: huaweiRow,
        source: { namespace: "nobodys" },
        says: /error: huawei \w+: .*nobodys.* \(SVCSTG\.SWR\.\d+, request [\w-]+\); create it or fix source\.namespace/,
    },
    {
        what: "SWR: the source repository",
        row: huaweiRow,
        source: { repository: "a/b/nothing" },
        says: /error: huawei \w+: .*a\/b\/nothing.* \(SVCSTG\.SWR\.\d+, request [\w-]+\); create it or fix .*source\.repository/,
    },
    {
        what: "SWR: the target region",
        row: huaweiRow,
        target: { region: "ap-southeast-99" },
        says: /error: huawei \w+: .*ap-southeast-99/,
    },
];

describe("what is missing in the cloud is named at up", () => {
    let emulator: Emulator;
    let project: Project;

    before(async () => {
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
    });
    after(async () => {
        project?.remove();
        await emulator?.close();
    });

    for (const { what, row, source, target, says } of cases) {
        it(what, async () => {
            const { source: from, target: to, ...rest } = row.args(0) as Record<"source" | "target", object>;
            project.declare({
                name: "r",
                args: { ...rest, source: { ...from, ...source }, target: { ...to, ...target } },
            });
            assert.match(await project.fails("up"), says);
            assert.deepEqual(project.rules(), {}, "what was not made is not in the state");
            assert.deepEqual(row.rules(emulator), []);
        });
    }
});
