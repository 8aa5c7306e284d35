import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import { otherUin, ownerUin, tencentCredentials } from "../credentials";
import type { TencentNamespace, TencentRegistry, TencentRepository, TencentState } from "./state";

/** Namespace → repositories, and the tags that every repository but the release has. */
const content: Readonly<Record<string, readonly string[]>> = {
    prod: ["api", "web", "worker", "team/service"],
    staging: ["shop"],
    base: ["node"],
};
const tags = ["1.0.0", "1.1.0", "latest"];
/** A release that is to be promoted from staging. */
const release = { path: "staging/shop", tags: ["1.4.1", "1.4.2"], sizeBytes: 142_220_055 };

const registries = [
    { id: "tcr-gz", region: "ap-guangzhou", uin: ownerUin, filled: true },
    { id: "tcr-sg", region: "ap-singapore", uin: ownerUin, filled: false },
    { id: "tcr-bj", region: "ap-beijing", uin: ownerUin, filled: false },
    { id: "tcr-gz2", region: "ap-guangzhou", uin: ownerUin, filled: true },
    { id: "tcr-partner", region: "ap-shanghai", uin: otherUin, filled: false },
];

function repositoryOf(path: string, name: string, now: number): TencentRepository {
    const isRelease = path === release.path;
    return {
        name,
        createdAt: now,
        updatedAt: now,
        tags: (isRelease ? release.tags : tags).map((tag, index) => ({
            name: tag,
            digest: `sha256:${createHash("sha256").update(`${path}:${tag}`).digest("hex")}`,
            sizeBytes: isRelease ? release.sizeBytes + index * 317_440 : (index + 1) * 1_048_576,
            kind: "image",
            updatedAt: now,
        })),
    };
}

function namespacesOf(filled: boolean, context: CloudContext): TencentNamespace[] {
    const now = context.clock.now();
    return Object.entries(content).map(([name, repositories]) => ({
        id: context.sequence("tencent-namespace"),
        name,
        public: false,
        createdAt: now,
        repositories: filled ? repositories.map((each) => repositoryOf(`${name}/${each}`, each, now)) : [],
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
