import { judgeGlob } from "../../validation/filters/glob";
import type { RuleSchema } from "../../validation/rule";
import { samePlace } from "../../validation/args";
import { accountName, choice, flag, isGiven, known, region, shown, text } from "../../validation/schema";
import { valueAt } from "../../paths";
import { z } from "zod";
import { tencentRegions } from "./regions";

const registryId = text({
    what: "the id of a TCR registry",
    pattern: /^tcr-[a-z0-9][a-z0-9-]*$/,
    allowed: "tcr- followed by lower-case letters, digits and hyphens",
    longest: 64,
});
const namespace = text({
    what: "a namespace",
    pattern: /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/,
    allowed: "lower-case letters and digits, with . _ - between them",
    longest: 128,
});
const repository = text({
    what: "a repository",
    pattern: /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
    allowed: "lower-case letters and digits, with . _ - / between them",
    longest: 255,
});
const filter = text({
    what: "a filter",
    pattern: /\S/,
    allowed: "a glob; leave it out to take everything",
    longest: 1024,
});
const ruleName = text({
    what: "a rule name",
    pattern: /^[a-z0-9][a-z0-9._-]*$/,
    allowed: "lower-case letters, digits and . _ -, beginning with a letter or digit",
    longest: 128,
});
const description = known(
    z.custom<string>((value) => typeof value === "string" && value.length <= 1024, {
        error: ({ input }) => `${shown(input)} is not a description; allowed: text, 1024 characters at most`,
    }),
);

const registry = {
    region: region("TCR", Object.keys(tencentRegions)),
    instanceId: registryId,
    account: accountName().optional(),
};

/** What ends of rules and of image syncs are made of. */
export const tencentFields = { registry, namespace, repository };

export const tencentRuleSchema: RuleSchema = {
    cloud: "tencent",
    what: "a rule on Tencent TCR",
    source: { ...registry, namespace, repository: repository.optional() },
    target: { ...registry, namespace: namespace.optional(), grant: accountName().optional() },
    options: {
        name: ruleName,
        repositoryFilter: filter.optional(),
        tagFilter: filter.optional(),
        override: flag().optional(),
        replicateDeletions: flag().optional(),
        artifacts: choice("image", "chart", "all").optional(),
        enabled: flag().optional(),
        description: description.optional(),
    },
    elsewhere: {
        trigger: "TCR rules always run on push: to keep one from running set enabled: false",
        "target.repository": "TCR rules keep repository names: to rename use ManualImageSync",
        "target.accountId": "another tenant's registry is reached by target.grant, an entry of imagesync:accounts",
        "target.linkId": "TCR chooses its own links",
    },
    filters: { tagFilter: "tag", repositoryFilter: "repository" },
    judge: judgeGlob,
    defaults: (args) => ({
        "target.namespace": (args.source as { namespace?: unknown }).namespace,
        override: false,
        replicateDeletions: false,
        artifacts: "all",
        enabled: true,
        description: "",
    }),
    together: (args) => [...scopeFailures(args), ...selfFailures(args)],
};

function scopeFailures(args: Record<string, unknown>): string[] {
    return isGiven(valueAt(args, "source.repository")) && isGiven(args.repositoryFilter)
        ? [
              "repositoryFilter: only for a rule over a whole namespace, but source.repository names one repository; leave one of them out",
          ]
        : [];
}

function selfFailures(args: Record<string, unknown>): string[] {
    return samePlace(args, ["instanceId", "namespace"])
        ? ["target: the same place as source; a rule onto itself copies nothing: choose another registry or namespace"]
        : [];
}
