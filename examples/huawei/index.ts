import * as pulumi from "@pulumi/pulumi";
import { huawei, RepoSyncRule } from "pulumi-imagesync";

const namespace = new pulumi.Config().require("organization");
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
