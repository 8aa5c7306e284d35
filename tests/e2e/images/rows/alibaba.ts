import { createHash } from "node:crypto";
import type { End, ImageRow } from "./row";

const places = {
    source: { region: "cn-hangzhou", instanceId: "cri-hub" },
    target: { region: "ap-southeast-1", instanceId: "cri-sg" },
} as const;
const namespace = "prod";

/** Between two instances of CR EE, in two regions. */
export const alibabaImages: ImageRow = {
    cloud: "alibaba",
    ends: (repository) => ({
        source: { cloud: "alibaba", ...places.source, namespace, repository },
        target: { cloud: "alibaba", ...places.target },
    }),
    path: (end: End, repository) => [places[end].region, places[end].instanceId, namespace, repository].join("/"),
    host: ({ registries }) => registries.host("alibaba", "cri-sg"),
    start: { action: "CreateRepoSyncTask", perTag: true },
    renames: true,
    tasks: {
        last: ({ alibaba }, seconds) => {
            alibaba.syncSeconds = seconds;
        },
        all: ({ alibaba }) => alibaba.tasks().map(({ from, status }) => ({ tag: from.tag, status })),
        words: { moving: ["PENDING", "SYNCHRONIZING"], done: "SUCCESS", cancelled: "CANCELED" },
        questions: { actions: ["ListRepoSyncTask", "GetRepoSyncTask"], perSecond: 2 },
    },
    add: ({ alibaba }, repository) => void alibaba.addRepository(places.source.instanceId, namespace, repository),
    push: ({ alibaba }, end, repository, tag, build) => {
        const image = build === undefined ? {} : { digest: createHash("sha256").update(build).digest("hex") };
        alibaba.pushTag(places[end].instanceId, namespace, repository, tag, image);
    },
    remove: ({ alibaba }, end, repository, tag) =>
        alibaba.removeTag(places[end].instanceId, namespace, repository, tag),
    digest: ({ alibaba }, end, repository, tag) => {
        const held = alibaba.repositories(places[end].instanceId, namespace).find(({ name }) => name === repository);
        const digest = held?.tags.find(({ name }) => name === tag)?.digest;
        return digest && `sha256:${digest}`;
    },
    failNext: ({ alibaba }, tag) => alibaba.failNext({ issue: "OSS_POLICY_UNAUTHORIZED", tag }),
    reason: /OSS_POLICY_UNAUTHORIZED: .*AliyunContainerRegistryDefaultRole/,
    limit: ({ alibaba }, perSecond) => alibaba.enforceRateLimits(perSecond),
};
