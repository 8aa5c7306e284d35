import type { End, ImageRow } from "./row";

const regions = { source: "cn-north-4", target: "ap-southeast-3" } as const;
const namespace = "team";
const pathTo = (repository: string) => `${namespace}/${repository}`;

/** Between two regions of SWR, in one organization. */
export const huaweiImages: ImageRow = {
    cloud: "huawei",
    ends: (repository) => ({
        source: { cloud: "huawei", region: regions.source, namespace, repository },
        target: { cloud: "huawei", region: regions.target },
    }),
    path: (end: End, repository) => [regions[end], namespace, repository].join("/"),
    host: () => Promise.resolve("swr.ap-southeast-3.myhuaweicloud.com"),
    start: { action: "CreateManualImageSyncRepo", perTag: false },
    renames: false,
    tasks: {
        last: ({ huawei }, seconds) => {
            huawei.syncSeconds = seconds;
        },
        all: ({ huawei }) => huawei.syncJobs(regions.source).map(({ tag, status }) => ({ tag, status })),
        words: { moving: ["waiting", "running"], done: "success" },
        questions: { actions: ["ShowSyncJob"], perSecond: 1 },
    },
    add: ({ huawei }, repository) => void huawei.addRepository(regions.source, pathTo(repository)),
    push: ({ huawei }, end, repository, tag, build) =>
        void huawei.pushTag(regions[end], pathTo(repository), tag, build === undefined ? {} : { content: build }),
    remove: ({ huawei }, end, repository, tag) => huawei.removeTag(regions[end], pathTo(repository), tag),
    digest: ({ huawei }, end, repository, tag) => huawei.findTag(regions[end], pathTo(repository), tag)?.digest,
    failNext: ({ huawei }, tag) => huawei.failNext({ status: "failed", tag }),
    reason: /failed: SWR does not say why; check .*organization/,
    limit: ({ huawei }, perSecond) => huawei.enforceRateLimits(perSecond),
};
