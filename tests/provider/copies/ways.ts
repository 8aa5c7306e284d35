import type { Emulator, RegistryRequestFilter } from "../../../emulator";
import type { Args } from "./stack";

/** A way between two clouds: there the hub's images of two platforms, here nothing yet. */
const web = {
    source: {
        cloud: "alibaba",
        region: "cn-hangzhou",
        instanceId: "cri-hub",
        namespace: "prod",
        repository: "web",
    },
    target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "prod" },
} as const;

/** A sync from the hub to TCR. */
export function toTencent(repository: string, more: Args = {}): Args {
    return { ...web, source: { ...web.source, repository }, ...more };
}

/** What the hub has under a tag. */
export function sourceDigest({ alibaba }: Emulator, repository: string, tag: string, namespace = "prod") {
    const found = alibaba.repositories("cri-hub", namespace).find(({ name }) => name === repository);
    const digest = found?.tags.find(({ name }) => name === tag)?.digest;
    return digest && `sha256:${digest}`;
}

/** What TCR has under a tag. */
export function targetDigest({ tencent }: Emulator, repository: string, tag: string, namespace = "prod") {
    return tencent.findTag("tcr-sg", `${namespace}/${repository}`, tag)?.digest;
}

/** The paths of the blobs that were read from the storage, in order. */
export function blobsRead({ registries }: Emulator): string[] {
    return registries.requests.all({ operation: "readStorage" }).map(({ path }) => path.slice(path.indexOf("sha256")));
}

/** Requests beside log-in: neither tokens, nor what was answered by a challenge. */
export function beside({ registries }: Emulator, filter: RegistryRequestFilter) {
    return registries.requests
        .all(filter)
        .filter(({ operation, status }) => !["token", "ping"].includes(operation) && status !== 401);
}
