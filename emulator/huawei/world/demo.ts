import { createHash } from "node:crypto";
import type { CloudContext } from "../../types";
import { otherDomainId, ownerDomainId } from "../credentials";
import type { HuaweiOrganization, HuaweiRepository, HuaweiState } from "./state";

/** Where both accounts work. */
const regions = ["cn-north-4", "cn-east-3", "ap-southeast-3", "ap-southeast-1"];
/** The region whose repositories hold images; the other regions' organizations are empty. */
const filledRegion = "cn-north-4";
const tags = ["1.0.0", "1.1.0", "latest"];
/** A release that has yet to go to the other regions. */
const release = { path: "team/shop", tags: ["1.4.1", "1.4.2"], sizeBytes: 142_220_055 };

const content: readonly { name: string; domainId: string; creatorName: string; repositories: readonly string[] }[] = [
    {
        name: "team",
        domainId: ownerDomainId,
        creatorName: "admin",
        repositories: ["api", "web", "backend/orders", "shop"],
    },
    { name: "prod", domainId: ownerDomainId, creatorName: "admin", repositories: ["api"] },
    { name: "base", domainId: ownerDomainId, creatorName: "admin", repositories: ["node"] },
    { name: "partner", domainId: otherDomainId, creatorName: "partner-admin", repositories: ["app"] },
];

function repositoryOf(path: string, name: string, context: CloudContext): HuaweiRepository {
    const now = context.clock.now();
    const isRelease = path === release.path;
    return {
        id: context.sequence("huawei-repository"),
        name,
        createdAt: now,
        updatedAt: now,
        tags: (isRelease ? release.tags : tags).map((tag, index) => ({
            id: context.sequence("huawei-tag"),
            name: tag,
            digest: `sha256:${createHash("sha256").update(`${path}:${tag}`).digest("hex")}`,
            sizeBytes: isRelease ? release.sizeBytes + index * 317_440 : (index + 1) * 1_048_576,
            createdAt: now,
            updatedAt: now,
        })),
    };
}

/** A world with accounts alone. */
export function emptyState(): HuaweiState {
    return {
        organizations: [],
        rules: [],
        syncJobs: [],
        syncPlans: [],
        syncSettings: { seconds: 0, answer: "empty" },
        disabledKeys: [],
    };
}

/** The world a new emulator starts with. */
export function demoState(context: CloudContext): HuaweiState {
    const organizations = regions.flatMap((region) =>
        content.map(({ name, domainId, creatorName, repositories }): HuaweiOrganization => {
            const filled = region === filledRegion ? repositories : [];
            return {
                id: context.sequence("huawei-organization"),
                region,
                domainId,
                name,
                creatorName,
                repositories: filled.map((each) => repositoryOf(`${name}/${each}`, each, context)),
            };
        }),
    );
    return { ...emptyState(), organizations };
}
