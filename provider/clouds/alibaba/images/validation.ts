import { valueAt } from "../../../paths";
import { judgeWholeRegex } from "../../../validation/filters/regex";
import type { ImageSchema, Kept } from "../../../validation/images/schema";
import { isGiven, isKnown, shown, wholeNumber } from "../../../validation/schema";
import { alibabaFields } from "../validation";

type Args = Record<string, unknown>;

const { registry, namespace, repository, accountId } = alibabaFields;

/** CreateRepoSyncTask; CreateRepoSyncTaskByRule where the rule's trigger is manual. */
export const alibabaImageSchema: ImageSchema = {
    cloud: "alibaba",
    product: "Alibaba Cloud CR EE",
    source: { ...registry, namespace, repository },
    target: { ...registry, namespace: namespace.optional(), repository: repository.optional() },
    elsewhere: {
        "source.accountId": "the source is of the account whose credentials are used: name them by source.account",
        "source.grant": "credentials for the source are named by source.account",
        "target.accountId": "a registry copy logs in to the target itself: name its credentials by target.account",
        "target.grant": "credentials for the target are named by target.account",
    },
    judge: judgeWholeRegex,
    place: {
        parts: ({ instanceId, namespace: name, repository: path }) => [instanceId, name, path],
        choose: "another instance, namespace, repository or target tag",
    },
    rulesOverride: false,
    call: {
        within: [],
        reach: "between its instances",
        target: { accountId: accountId.optional() },
        options: { priority: wholeNumber("a priority", 1, 5).optional() },
        elsewhere: { "target.grant": "another account's instance is named by target.accountId" },
        keeps: (args) => (isManual(args) ? keptByRule(args) : {}),
        together: priorityFailures,
    },
};

function isManual(args: Args): boolean {
    return valueAt(args, "rule.trigger") === "manual";
}

/** A task by a rule is told the tag alone: everything else is the rule's. */
function keptByRule(args: Args): Kept {
    const why = 'a task by a manual rule keeps the name; to choose another give no rule, or write via: "registry"';
    return { tags: why, repository: valueAt(args, "rule.target.repository") === undefined ? why : undefined };
}

function priorityFailures(args: Args): string[] {
    const trigger = valueAt(args, "rule.trigger");
    if (!isGiven(args.priority) || !isKnown(args.rule) || !isKnown(trigger) || isManual(args)) {
        return [];
    }
    const now = args.rule === undefined ? "there is no rule" : `the rule's trigger is ${shown(trigger ?? "automatic")}`;
    return [
        `priority: ${shown(args.priority)} is only for tasks by a manual rule of CR EE, and ${now}; leave it out, or give rule`,
    ];
}
