import { alibabaCredentials } from "./accounts";
import type { AlibabaWorld } from "./world";

const REPOSITORIES = {
    prod: ["api", "web", "worker", "db-migrate"],
    staging: ["api", "web"],
    base: ["node", "alpine"],
} as const;

/** The tags of the hub; the others are behind. */
const HUB_TAGS = ["v1.0.0", "v1.1.0", "1.4.1", "1.4.2", "latest"] as const;
const EARLIER_TAGS = ["v1.0.0", "1.4.1"] as const;

/** A release that is to be promoted from the hub's staging: no target holds any of it. */
const RELEASE = { namespace: "staging", repository: "shop", tags: ["1.4.1", "1.4.2"] } as const;
/** What is released as `web` runs on two platforms, and is signed. */
const SIGNED_INDEX = { platforms: ["linux/amd64", "linux/arm64"], signed: true } as const;
/** A slim base, a language's runtime with its packages, and the application. */
const RELEASE_LAYER_BYTES = [1_326_484, 3_713_020, 680_551] as const;

/** The instances and images that a new world starts with: a hub, three more of the same account, one of another. */
export function seedAlibaba(world: AlibabaWorld): void {
    const { owner, other } = alibabaCredentials;
    world.addInstance({ id: "cri-hub", regionId: "cn-hangzhou", name: "hub" });
    world.addInstance({ id: "cri-sg", regionId: "ap-southeast-1", name: "singapore" });
    world.addInstance({ id: "cri-fra", regionId: "eu-central-1", name: "frankfurt" });
    world.addInstance({ id: "cri-backup", regionId: "cn-hangzhou", name: "backup", accountId: owner.accountId });
    world.addInstance({ id: "cri-partner", regionId: "cn-shanghai", name: "partner", accountId: other.accountId });
    for (const { id } of world.instances()) {
        fill(world, id, id === "cri-hub" ? HUB_TAGS : EARLIER_TAGS);
    }
    world.addRepository("cri-hub", RELEASE.namespace, RELEASE.repository);
    for (const tag of RELEASE.tags) {
        world.pushTag("cri-hub", RELEASE.namespace, RELEASE.repository, tag, { layerBytes: RELEASE_LAYER_BYTES });
    }
}

function fill(world: AlibabaWorld, instanceId: string, tags: readonly string[]): void {
    for (const [namespace, repositories] of Object.entries(REPOSITORIES)) {
        // Base images are curated: nothing that nobody has prepared gets in.
        world.addNamespace(instanceId, namespace, { autoCreateRepo: namespace !== "base" });
        for (const repository of repositories) {
            world.addRepository(instanceId, namespace, repository);
            const image = repository === "web" ? SIGNED_INDEX : {};
            for (const tag of tags) {
                world.pushTag(instanceId, namespace, repository, tag, image);
            }
        }
    }
}
