import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentRegistry, TencentRule, TencentRuleSettings } from "../world";
import { filterValue } from "../world/filters";
import { action, isoTime, registryOf, type Action, type Call } from "./action";
import { destinationOf } from "./destination";
import { byPage } from "./paging";
import { checkDestinationNamespace, checkRuleName, filtersOf } from "./ruleSettings";

const filters = z.array(z.strictObject({ Type: z.string(), Value: z.string().optional() }));

const manageReplication = action(
    "write",
    z.strictObject({
        SourceRegistryId: z.string(),
        DestinationRegistryId: z.string(),
        Rule: z.strictObject({
            Name: z.string(),
            DestNamespace: z.string(),
            Override: z.boolean(),
            Filters: filters,
            Deletion: z.boolean().optional(),
        }),
        Description: z.string().optional(),
        DestinationRegionId: z.int().nonnegative().optional(),
        PeerReplicationOption: z
            .strictObject({
                PeerRegistryUin: z.string(),
                PeerRegistryToken: z.string(),
                EnablePeerReplication: z.boolean(),
            })
            .optional(),
    }),
    (input, call) => {
        const source = registryOf(input.SourceRegistryId, call);
        const { Rule } = input;
        checkSource(source, call);
        checkRuleName(Rule.Name);
        checkDestinationNamespace(Rule.DestNamespace);
        const destination = destinationOf(source, input, call);
        if (call.world.findRule(source.id, Rule.Name) !== undefined) {
            throw new TencentError("InternalError.ErrorTcrResourceConflict", `The rule ${Rule.Name} exists already`);
        }
        call.world.addRule(source.id, {
            name: Rule.Name,
            description: input.Description ?? "",
            filters: filtersOf(Rule.Filters),
            override: Rule.Override,
            deletion: Rule.Deletion ?? false,
            destinationRegistryId: destination.id,
            destinationNamespace: Rule.DestNamespace,
        });
        return {};
    },
);

/** Only standard and premium registries can be a source (TCR console guide, prerequisites). */
function checkSource(source: TencentRegistry, { world }: Call): void {
    if (source.type === "basic") {
        throw new TencentError("UnsupportedOperation", "A basic registry cannot be replicated");
    }
    if (source.rules.length >= world.ruleQuota) {
        throw new TencentError("OperationDenied.QuotaOverLimit", `${source.id} takes ${world.ruleQuota} rules`);
    }
}

function ruleOf(source: TencentRegistry, name: string): TencentRule {
    const rule = source.rules.find((each) => each.name === name);
    if (rule === undefined) {
        throw new TencentError("ResourceNotFound.TcrResourceNotFound", `The rule ${name} does not exist`);
    }
    return rule;
}

const modifyReplication = action(
    "write",
    z.strictObject({
        SourceRegistryId: z.string(),
        RuleName: z.string(),
        Rule: z.strictObject({
            DestNamespace: z.string().optional(),
            Override: z.boolean().optional(),
            Deletion: z.boolean().optional(),
            Filters: filters.optional(),
            Enabled: z.boolean().optional(),
        }),
        Description: z.string().optional(),
    }),
    (input, call) => {
        const source = registryOf(input.SourceRegistryId, call);
        const rule = ruleOf(source, input.RuleName);
        const { DestNamespace, Override, Deletion, Filters, Enabled } = input.Rule;
        checkDestinationNamespace(DestNamespace ?? "");
        const changes: Partial<TencentRuleSettings> = {
            ...(DestNamespace !== undefined && { destinationNamespace: DestNamespace }),
            ...(Override !== undefined && { override: Override }),
            ...(Deletion !== undefined && { deletion: Deletion }),
            ...(Filters !== undefined && { filters: filtersOf(Filters) }),
            ...(Enabled !== undefined && { enabled: Enabled }),
            ...(input.Description !== undefined && { description: input.Description }),
        };
        call.world.changeRule(source.id, rule.name, changes);
        return {};
    },
);

const deleteReplicationRule = action(
    "write",
    z.strictObject({ SourceRegistryId: z.string(), RuleName: z.string(), Description: z.string().optional() }),
    (input, call) => {
        const source = registryOf(input.SourceRegistryId, call);
        const rule = ruleOf(source, input.RuleName);
        const running = call.world
            .executions(source.id)
            .some((each) => each.ruleId === rule.id && each.status === "running");
        if (running) {
            throw new TencentError("FailedOperation.PreconditionFailed", `The rule ${rule.name} is being executed`);
        }
        call.world.removeRule(source.id, rule.name);
        return {};
    },
);

function describeRule(rule: TencentRule, source: TencentRegistry, { world }: Call): Record<string, unknown> {
    const [namespace, ...repository] = filterValue(rule.filters, "name").split("/");
    const pattern = repository.join("/");
    const destinationNamespace = rule.destinationNamespace === "" ? namespace : rule.destinationNamespace;
    const destinationRegion = world.findRegistry(rule.destinationRegistryId)?.region ?? "";
    const tag = filterValue(rule.filters, "tag");
    return {
        ID: rule.id,
        Name: rule.name,
        Description: rule.description,
        Filters: rule.filters.map(({ type, value }) => ({ Type: type, Value: value })),
        Override: rule.override,
        Enabled: rule.enabled,
        SrcResource: `${namespace}/${pattern}:${tag === "" ? "**" : tag} ${source.region}`,
        DestResource: `${rule.destinationRegistryId}/${destinationNamespace}/${pattern} ${destinationRegion}`,
        CreationTime: isoTime(rule.createdAt),
        UpdateTime: isoTime(rule.updatedAt),
    };
}

const describeReplicationPolicies = action(
    "read",
    z.strictObject({ RegistryId: z.string(), Page: z.int().optional(), PageSize: z.int().optional() }),
    (input, call) => {
        const source = registryOf(input.RegistryId, call);
        const { items, total } = byPage(source.rules, input);
        return {
            TotalCount: total,
            ReplicationPolicyInfoList:
                items.length === 0 ? null : items.map((each) => describeRule(each, source, call)),
        };
    },
);

export const ruleActions: Readonly<Record<string, Action>> = {
    ManageReplication: manageReplication,
    ModifyReplication: modifyReplication,
    DeleteReplicationRule: deleteReplicationRule,
    DescribeReplicationPolicies: describeReplicationPolicies,
};
