import * as pulumi from "@pulumi/pulumi";
import { huawei, ManualImageSync, RepoSyncRule } from "pulumi-imagesync";

const config = new pulumi.Config();
const namespace = config.require("organization");
const beijing = huawei({ region: "cn-north-4" });
const singapore = huawei({ region: "ap-southeast-3" });

// A rule of SWR takes exactly one repository, whose name may be nested: so one rule for each.
const rules = ["api", "web", "backend/orders"].map(
    (repository) =>
        new RepoSyncRule(repository.replaceAll("/", "-"), {
            source: { ...beijing, namespace, repository },
            target: singapore,
            override: repository === "api",
        }),
);

export const ruleIds = rules.map(({ ruleId }) => ruleId);

// A rule copies what is pushed from now on. This release was pushed before: one call of SWR for all its tags, and `up`
// is done when Singapore holds their digests.
const tags = config.requireObject<string[]>("tags");
const release = new ManualImageSync("shop-release", {
    source: { ...beijing, namespace, repository: "shop" },
    target: singapore,
    tags,
});

/** For manifests: each tag's image by its digest. */
export const images = Object.fromEntries(tags.map((tag) => [tag, release.imageReference(tag)]));
