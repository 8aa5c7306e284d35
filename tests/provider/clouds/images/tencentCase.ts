import { TencentImages } from "../../../../provider/clouds/tencent/images";
import type { CloudImageEnd } from "../../../../provider/model";
import type { ImageCase } from "./case";

const pathOf = ({ namespace, repository }: CloudImageEnd) => `${namespace}/${repository}`;

export const tencentCase: ImageCase = {
    cloud: "tencent",
    connect: (session) => new TencentImages(session),
    source: {
        cloud: "tencent",
        region: "ap-guangzhou",
        instanceId: "tcr-gz",
        namespace: "prod",
        repository: "new/api",
    },
    target: {
        cloud: "tencent",
        region: "ap-guangzhou",
        instanceId: "tcr-gz",
        namespace: "staging",
        repository: "new/api",
    },
    console: {
        add: ({ tencent }, place) => {
            if (!tencent.findRepository(place.instanceId ?? "", pathOf(place))) {
                tencent.addRepository(place.instanceId ?? "", pathOf(place));
            }
        },
        push: ({ tencent }, place, tag, digest) =>
            void tencent.pushTag(place.instanceId ?? "", pathOf(place), tag, { digest }),
        digest: ({ tencent }, place, tag) => tencent.findTag(place.instanceId ?? "", pathOf(place), tag)?.digest,
    },
    optional: [],
    renames: true,
    callPerCopy: true,
    absentRegistry: { instanceId: "tcr-nowhere" },
    startAction: "DuplicateImage",
    tagActions: ["DescribeImages"],
    pageSize: 100,
    host: ({ registries }) => registries.host("tencent", "tcr-gz"),
    secretKey: "tencentcloud:secretKey",
};
