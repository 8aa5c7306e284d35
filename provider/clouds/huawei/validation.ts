import type { RuleSchema } from "../../validation/rule";
import { samePlace } from "../../validation/args";
import { accountName, flag, text } from "../../validation/schema";

/** SWR's published form: separators not adjacent but for two underscores, letters first, alphanumeric last. */
const separators = "(?:\\.|-|__?)";
const part = `[a-z0-9]+(?:${separators}[a-z0-9]+)*`;

const organization = text({
    what: "an organization",
    pattern: new RegExp(`^(?=[a-z])${part}$`),
    allowed: "lower-case letters and digits, with single . - or one or two _ between them, beginning with a letter",
    longest: 64,
});
const repository = text({
    what: "a repository",
    pattern: new RegExp(`^(?=[a-z0-9])${part}(?:/${part})*$`),
    allowed: "lower-case letters and digits, with single . - / or one or two _ between them",
    longest: 128,
});

/** SWR's regions are asked of SWR (ListSyncRegions); before that only the form of a region id is known. */
const regionId = text({
    what: "a region of Huawei Cloud",
    pattern: /^[a-z]{2,}(?:-[a-z]+)+-\d+(?:[-_][a-z0-9]+)*$/,
    allowed: "a region id such as cn-north-4",
    longest: 64,
});

const registry = { region: regionId, account: accountName().optional() };

/** What ends of rules and of image syncs are made of. */
export const huaweiFields = { registry, organization, repository };

const onlyOne = "SWR rules take exactly one repository: declare a rule for each";

export const huaweiRuleSchema: RuleSchema = {
    cloud: "huawei",
    what: "a rule on Huawei SWR",
    source: { ...registry, namespace: organization, repository },
    target: { ...registry, namespace: organization.optional() },
    options: { override: flag().optional() },
    elsewhere: {
        name: "SWR rules have no name: their natural key is repository, target region and target organization",
        repositoryFilter: onlyOne,
        tagFilter: "SWR rules take every tag: to copy some use ManualImageSync",
        trigger: "SWR rules always run on push: to copy on demand use ManualImageSync",
        replicateDeletions: "SWR rules never delete in the target: remove images there by its own retention",
        artifacts: "SWR rules take whatever is pushed to the repository",
        enabled: "SWR rules cannot be switched off: remove the resource",
        description: "SWR keeps no description",
        "source.instanceId": "SWR's basic edition has one registry for each region: leave it out",
        "target.instanceId": "SWR's basic edition has one registry for each region: leave it out",
        "target.repository": "SWR rules keep the repository's name: to rename use ManualImageSync",
        "target.accountId": "SWR rules stay within one account",
        "target.grant": "SWR rules stay within one account",
        "target.linkId": "SWR chooses its own links",
    },
    filters: {},
    judge: () => ({}),
    defaults: (args) => ({
        "target.namespace": (args.source as { namespace?: unknown }).namespace,
        override: false,
    }),
    together: (args) =>
        samePlace(args, ["region", "namespace"])
            ? [
                  "target: the same place as source; a rule onto itself copies nothing: choose another region or organization",
              ]
            : [],
};
