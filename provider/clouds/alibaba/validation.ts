import { judgeRegex } from "../../validation/filters/regex";
import type { RuleSchema } from "../../validation/rule";
import { samePlace } from "../../validation/args";
import { accountName, choice, isGiven, region, text } from "../../validation/schema";
import { alibabaRegions } from "./regions";

const instanceId = text({
    what: "the id of a CR EE instance",
    pattern: /^cri-[a-z0-9][a-z0-9-]*$/,
    allowed: "cri- followed by lower-case letters, digits and hyphens",
    longest: 64,
});
const namespace = text({
    what: "a namespace",
    pattern: /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/,
    allowed: "lower-case letters and digits, with . _ - between them",
    longest: 120,
});
const repository = text({
    what: "a repository",
    pattern: /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
    allowed: "lower-case letters and digits, with . _ - / between them",
    longest: 128,
});
const filter = text({
    what: "a filter",
    pattern: /\S/,
    allowed: "a regular expression; leave it out to take everything",
    longest: 1024,
});

/** CR EE publishes no form for rule names; these are the characters of its other names. */
const ruleName = text({
    what: "a rule name",
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    allowed: "letters, digits and . _ -, beginning with a letter or digit",
    longest: 128,
});
const uid = text({ what: "an account id", pattern: /^\d{5,20}$/, allowed: "the digits of a UID" });
const linkId = text({
    what: "a link id",
    pattern: /^[A-Za-z0-9_-]+$/,
    allowed: "letters, digits, - and _",
    longest: 128,
});

const registry = { region: region("CR EE", alibabaRegions), instanceId, account: accountName().optional() };

/** What ends of rules and of image syncs are made of. */
export const alibabaFields = { registry, namespace, repository, accountId: uid };

export const alibabaRuleSchema: RuleSchema = {
    cloud: "alibaba",
    what: "a rule on Alibaba Cloud CR EE",
    source: { ...registry, namespace, repository: repository.optional() },
    target: {
        ...registry,
        namespace: namespace.optional(),
        repository: repository.optional(),
        accountId: uid.optional(),
        linkId: linkId.optional(),
    },
    options: {
        name: ruleName,
        repositoryFilter: filter.optional(),
        tagFilter: filter.optional(),
        trigger: choice("automatic", "manual").optional(),
    },
    elsewhere: {
        override:
            "CR EE rules have no such switch: the target instance's tag immutability decides whether a tag is overwritten",
        replicateDeletions: "CR EE rules never delete in the target: remove images there by its own retention",
        artifacts: "CR EE rules take whatever is pushed: narrow it with tagFilter",
        enabled: 'CR EE rules cannot be switched off: use trigger: "manual", or remove the resource',
        description: "CR EE keeps no description: say it in the name",
        "target.grant": "another account's instance is named by target.accountId",
    },
    filters: { tagFilter: "tag", repositoryFilter: "repository" },
    judge: judgeRegex,
    defaults: (args) => ({
        "target.namespace": (args.source as { namespace?: unknown }).namespace,
        "target.repository": (args.source as { repository?: unknown }).repository,
        trigger: "automatic",
    }),
    together: (args) => [...scopeFailures(args), ...selfFailures(args)],
};

function scopeFailures(args: Record<string, unknown>): string[] {
    const [source, target] = [args.source, args.target] as { repository?: string }[];
    if (isGiven(source?.repository) && isGiven(args.repositoryFilter)) {
        return [
            "repositoryFilter: only for a rule over a whole namespace, but source.repository names one repository; leave one of them out",
        ];
    }
    if (source?.repository === undefined && isGiven(target?.repository)) {
        return [
            "target.repository: only for a rule with source.repository; a whole namespace keeps its repositories' names",
        ];
    }
    return [];
}

function selfFailures(args: Record<string, unknown>): string[] {
    return samePlace(args, ["instanceId", "namespace", "repository"])
        ? [
              "target: the same place as source; a rule onto itself copies nothing: choose another instance, namespace or repository",
          ]
        : [];
}
