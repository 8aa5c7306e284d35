import { makeImage, makeIndex, makeSignature } from "../../registry/content/images";
import type { Manifest } from "../../registry/content/manifest";
import type { CloudContext } from "../../types";
import { otherDomainId, ownerDomainId } from "../credentials";
import { holdImage } from "../registry/images";
import type { HuaweiOrganization, HuaweiRepository, HuaweiState, HuaweiTag } from "./state";

/** Where both accounts work. */
const regions = ["cn-north-4", "cn-east-3", "ap-southeast-3", "ap-southeast-1"];
/** The region whose repositories hold images; the other regions' organizations are empty. */
const filledRegion = "cn-north-4";
const tags = ["1.0.0", "1.1.0", "latest"];
/** A release that has yet to go to the other regions, large enough to be seen moving. */
const release = { path: "team/shop", tags: ["1.4.1", "1.4.2"], layerBytes: [1_326_484, 3_713_020, 680_551] };
/** Made for two platforms, and signed. */
const signedIndex = { path: "team/api", platforms: ["linux/amd64", "linux/arm64"] };

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

/** The image of a tag, and what is attached to it. */
function manifestsOf(path: string, tag: string, store: CloudContext["content"]): [image: Manifest, ...Manifest[]] {
    const image = { path, content: `${path}:${tag}` };
    if (path === signedIndex.path) {
        const index = makeIndex(store, { ...image, platforms: signedIndex.platforms });
        return [index, makeSignature(store, index)];
    }
    const { layerBytes } = path === release.path ? release : {};
    return [makeImage(store, { ...image, layerBytes })];
}

function repositoryOf(path: string, name: string, context: CloudContext): HuaweiRepository {
    const now = context.clock.now();
    const id = context.sequence("huawei-repository");
    const tagOf = (tag: string): HuaweiTag => {
        const [{ digest }, ...attached] = manifestsOf(path, tag, context.content);
        [digest, ...attached.map((each) => each.digest)].forEach((each) => holdImage(context, { id }, each));
        const sizeBytes = context.content.sizeOf(digest) ?? 0;
        return { id: context.sequence("huawei-tag"), name: tag, digest, sizeBytes, createdAt: now, updatedAt: now };
    };
    const names = path === release.path ? release.tags : tags;
    return { id, name, createdAt: now, updatedAt: now, tags: names.map(tagOf) };
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
