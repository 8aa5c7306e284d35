import type { End, ImageRow } from "./row";

const registry = "tcr-gz";
const region = "ap-guangzhou";
const namespaces = { source: "prod", target: "staging" } as const;
const pathTo = (end: End, repository: string) => `${namespaces[end]}/${repository}`;

/** Between two namespaces of one TCR registry, which has no tasks: its call is done when it answers. */
export const tencentImages: ImageRow = {
    cloud: "tencent",
    ends: (repository) => ({
        source: { cloud: "tencent", region, instanceId: registry, namespace: namespaces.source, repository },
        target: { cloud: "tencent", region, instanceId: registry, namespace: namespaces.target },
    }),
    path: (end: End, repository) => [region, registry, pathTo(end, repository)].join("/"),
    host: ({ registries }) => registries.host("tencent", "tcr-gz"),
    start: { action: "DuplicateImage", perTag: true },
    renames: true,
    add: ({ tencent }, repository) => void tencent.addRepository(registry, pathTo("source", repository)),
    push: ({ tencent }, end, repository, tag, build) =>
        void tencent.pushTag(registry, pathTo(end, repository), tag, build === undefined ? {} : { content: build }),
    remove: ({ tencent }, end, repository, tag) => tencent.removeTag(registry, pathTo(end, repository), tag),
    digest: ({ tencent }, end, repository, tag) => tencent.findTag(registry, pathTo(end, repository), tag)?.digest,
    failNext: ({ tencent }, tag) => tencent.failNextDuplicate({ code: "FailedOperation.PreconditionFailed", tag }),
    reason: /tencent DuplicateImage: .*immutable.* \(FailedOperation\.PreconditionFailed, request [\w-]+\); /,
    limit: ({ tencent }, perSecond) => tencent.enforceRateLimits(perSecond),
};
