import { Config } from "@pulumi/pulumi";
import { ManualImageSync } from "pulumi-imagesync";
import * as at from "./registries";

/** The tags of the release: `npm start -- release 1.4.3` adds one here by the stack's configuration. */
const tags = new Config().getObject<string[]>("tags") ?? ["1.4.1", "1.4.2"];

// Alibaba Cloud CR EE: a task for each tag. A tag that somebody moves in Singapore is put right again.
const singapore = new ManualImageSync("shop-to-singapore", {
    source: { ...at.hangzhou, namespace: "staging", repository: "shop" },
    target: { ...at.singapore, namespace: "prod" },
    tags,
    override: true,
});

// Huawei SWR: one call for all tags. The repository keeps its name, the organization may differ.
new ManualImageSync("shop-to-hong-kong", {
    source: { ...at.beijing, namespace: "team", repository: "shop" },
    target: { ...at.hongKong, namespace: "prod" },
    tags,
});

// Tencent TCR: from one namespace of an instance into another.
new ManualImageSync("shop-to-prod", {
    source: { ...at.guangzhou, namespace: "staging", repository: "shop" },
    target: { ...at.guangzhou, namespace: "prod" },
    tags,
});

// From one cloud to another there is no call: the newest of the release goes from registry to registry.
new ManualImageSync("shop-to-huawei", {
    source: { ...at.hangzhou, namespace: "staging", repository: "shop" },
    target: { ...at.huaweiSingapore, namespace: "prod" },
    tags: tags.slice(-1),
});

/** What Singapore holds, by tag. For a manifest there is `singapore.imageReference(tag)`. */
export const digests = singapore.images.apply((images) =>
    Object.fromEntries(Object.entries(images).map(([tag, { digest }]) => [tag, digest])),
);
