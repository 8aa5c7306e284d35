import { makeChart, makeImage, makeIndex, makeSignature } from "../../registry/content/images";
import type { Manifest } from "../../registry/content/manifest";
import type { CloudContext } from "../../types";
import { otherUin, ownerUin, tencentCredentials } from "../credentials";
import type { TencentNamespace, TencentRegistry, TencentRepository, TencentState, TencentTag } from "./state";

/** Namespace → repositories, and the tags that every repository but the release has. */
const content: Readonly<Record<string, readonly string[]>> = {
    prod: ["api", "web", "worker", "team/service"],
    staging: ["shop"],
    base: ["node", "charts/shop"],
};
const tags = ["1.0.0", "1.1.0", "latest"];
/** A release that is to be promoted from staging, large enough to be seen moving. */
const release = { path: "staging/shop", tags: ["1.4.1", "1.4.2"], layerBytes: [1_326_484, 3_713_020, 680_551] };
/** Made for two platforms, and signed. */
const signedIndex = { path: "prod/api", platforms: ["linux/amd64", "linux/arm64"] };
const chart = { path: "base/charts/shop", tags: ["0.1.0", "0.2.0"] };

const registries = [
    { id: "tcr-gz", region: "ap-guangzhou", uin: ownerUin, filled: true },
    { id: "tcr-sg", region: "ap-singapore", uin: ownerUin, filled: false },
    { id: "tcr-bj", region: "ap-beijing", uin: ownerUin, filled: false },
    { id: "tcr-gz2", region: "ap-guangzhou", uin: ownerUin, filled: true },
    { id: "tcr-partner", region: "ap-shanghai", uin: otherUin, filled: false },
];

function tagsOf(path: string): readonly string[] {
    return [release, chart].find((each) => each.path === path)?.tags ?? tags;
}

/** The image of a tag, and what is attached to it. */
function manifestsOf(path: string, tag: string, store: CloudContext["content"]): [image: Manifest, ...Manifest[]] {
    const image = { path, content: `${path}:${tag}` };
    switch (path) {
        case signedIndex.path: {
            const index = makeIndex(store, { ...image, platforms: signedIndex.platforms });
            return [index, makeSignature(store, index)];
        }
        case chart.path:
            return [makeChart(store, { name: "shop", version: tag })];
        case release.path:
            return [makeImage(store, { ...image, layerBytes: release.layerBytes })];
        default:
            return [makeImage(store, image)];
    }
}

function repositoryOf(path: string, name: string, context: CloudContext): TencentRepository {
    const now = context.clock.now();
    const id = `tencent-repository-${context.sequence("tencent-repository")}`;
    const tagOf = (tag: string): TencentTag => {
        const [{ digest }, ...attached] = manifestsOf(path, tag, context.content);
        [digest, ...attached.map((each) => each.digest)].forEach((each) => context.content.hold(id, each));
        const kind = path === chart.path ? "chart" : "image";
        return { name: tag, digest, sizeBytes: context.content.sizeOf(digest) ?? 0, kind, updatedAt: now };
    };
    return { id, name, createdAt: now, updatedAt: now, tags: tagsOf(path).map(tagOf) };
}

function namespacesOf(filled: boolean, context: CloudContext): TencentNamespace[] {
    const now = context.clock.now();
    return Object.entries(content).map(([name, repositories]) => ({
        id: context.sequence("tencent-namespace"),
        name,
        public: false,
        createdAt: now,
        repositories: filled ? repositories.map((each) => repositoryOf(`${name}/${each}`, each, context)) : [],
    }));
}

/** A world with accounts alone. */
export function emptyState(): TencentState {
    return {
        registries: [],
        grants: [],
        tokens: [],
        immutableTagRules: [],
        plans: [],
        executionSeconds: 0,
        disabledKeys: [],
    };
}

/** The world a new emulator starts with: sources in Guangzhou hold images, the targets are empty. */
export function demoState(context: CloudContext): TencentState {
    const registryOf = ({ id, region, uin, filled }: (typeof registries)[number]): TencentRegistry => ({
        id,
        uin,
        region,
        name: id.replace("tcr-", "emulator-"),
        type: "premium",
        status: "Running",
        createdAt: context.clock.now(),
        namespaces: namespacesOf(filled, context),
        rules: [],
        executions: [],
    });
    return {
        ...emptyState(),
        registries: registries.map(registryOf),
        grants: [{ registryId: "tcr-partner", ...tencentCredentials.grant }],
    };
}
