import { AlibabaImages } from "../../../../provider/clouds/alibaba/images";
import type { CloudImageEnd } from "../../../../provider/model";
import type { Emulator } from "../../../../emulator";
import type { ImageCase } from "./case";

function repositoryAt({ alibaba }: Emulator, { instanceId = "", namespace, repository }: CloudImageEnd) {
    return alibaba.repositories(instanceId, namespace).find(({ name }) => name === repository);
}

export const alibabaCase: ImageCase = {
    cloud: "alibaba",
    connect: (session) => new AlibabaImages(session),
    source: {
        cloud: "alibaba",
        region: "cn-hangzhou",
        instanceId: "cri-hub",
        namespace: "prod",
        repository: "new/api",
    },
    target: {
        cloud: "alibaba",
        region: "ap-southeast-1",
        instanceId: "cri-sg",
        namespace: "prod",
        repository: "new/api",
    },
    console: {
        add: (emulator, place) => {
            if (!repositoryAt(emulator, place)) {
                emulator.alibaba.addRepository(place.instanceId ?? "", place.namespace, place.repository);
            }
        },
        push: ({ alibaba }, { instanceId = "", namespace, repository }, tag, digest) =>
            void alibaba.pushTag(instanceId, namespace, repository, tag, { digest: digest.slice("sha256:".length) }),
        digest: (emulator, place, tag) => {
            const found = repositoryAt(emulator, place)?.tags.find(({ name }) => name === tag);
            return found && `sha256:${found.digest}`;
        },
    },
    tasks: {
        last: ({ alibaba }, seconds) => (alibaba.syncSeconds = seconds),
        failNext: ({ alibaba }, tag) => alibaba.failNext({ tag, issue: "OSS_POLICY_UNAUTHORIZED" }),
        issue: "OSS_POLICY_UNAUTHORIZED",
        vanishNext: ({ alibaba }, tag) => alibaba.vanishNext({ tag }),
        ids: ({ alibaba }, source) =>
            alibaba
                .tasks(source.instanceId)
                .filter(({ from }) => from.namespace === source.namespace && from.repository === source.repository)
                .map(({ id }) => id),
        otherNamespace: "staging",
    },
    optional: ["underway", "look", "detail", "cancel"],
    renames: true,
    callPerCopy: true,
    absentRegistry: { instanceId: "cri-nowhere" },
    startAction: "CreateRepoSyncTask",
    tagActions: ["GetRepoTag", "ListRepoTag"],
    pageSize: 100,
    host: ({ registries }) => registries.host("alibaba", "cri-sg"),
    secretKey: "alicloud:secretKey",
};
