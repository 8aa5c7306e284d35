import { HuaweiImages } from "../../../../provider/clouds/huawei/images";
import type { CloudImageEnd } from "../../../../provider/model";
import type { ImageCase } from "./case";

const pathOf = ({ namespace, repository }: CloudImageEnd) => `${namespace}/${repository}`;

export const huaweiCase: ImageCase = {
    cloud: "huawei",
    connect: (session) => new HuaweiImages(session),
    // The slash of a nested repository is `$` on the wire.
    source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "new/api" },
    target: { cloud: "huawei", region: "ap-southeast-3", namespace: "team", repository: "new/api" },
    console: {
        add: ({ huawei }, place) => {
            if (!huawei.findRepository(place.region, pathOf(place))) {
                huawei.addRepository(place.region, pathOf(place));
            }
        },
        push: ({ huawei }, place, tag, digest) => void huawei.pushTag(place.region, pathOf(place), tag, { digest }),
        digest: ({ huawei }, place, tag) => huawei.findTag(place.region, pathOf(place), tag)?.digest,
    },
    tasks: {
        last: ({ huawei }, seconds) => (huawei.syncSeconds = seconds),
        failNext: ({ huawei }, tag) => huawei.failNext({ tag, status: "timeout" }),
        issue: "timeout",
        vanishNext: ({ huawei }, tag) => huawei.vanishNext({ tag }),
        ids: ({ huawei }, source) => huawei.syncJobs(source.region, pathOf(source)).map(({ id }) => String(id)),
        otherNamespace: "prod",
    },
    optional: ["underway", "look"],
    renames: false,
    callPerCopy: false,
    startAction: "CreateManualImageSyncRepo",
    tagActions: ["ShowRepoTag", "ListRepositoryTags"],
    pageSize: 1000,
    host: () => Promise.resolve("swr.ap-southeast-3.myhuaweicloud.com"),
    secretKey: "huaweicloud:secretKey",
};
