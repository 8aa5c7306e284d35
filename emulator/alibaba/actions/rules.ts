import type { AlibabaInstance, AlibabaSyncRule } from "../model";
import { compileFilter } from "../sync/filters";
import { BusinessError, invalid, missing } from "../wire/answers";
import { optional, type Parameters, required } from "../wire/parameters";
import { type Action, type ActionCall, ownInstance, runningInstance, targetInstance } from "./action";
import { page, pageParameters } from "./paging";

const MAX_NAME_LENGTH = 64;

export const CreateRepoSyncRule: Action = {
    access: "write",
    parameters: {
        InstanceId: required,
        NamespaceName: required,
        RepoName: optional,
        RepoNameFilter: optional,
        SyncRuleName: required,
        SyncScope: { type: "string", required: true, oneOf: ["REPO", "NAMESPACE"] },
        SyncTrigger: { type: "string", oneOf: ["INITIATIVE", "PASSIVE"] },
        TagFilter: required,
        TargetInstanceId: required,
        TargetNamespaceName: required,
        TargetRegionId: required,
        TargetRepoName: optional,
        TargetUserId: optional,
        LinkId: optional,
    },
    handle: (call) => {
        checkFields(call.parameters);
        const source = runningInstance(call);
        const now = call.context.clock.now();
        const rule = newRule(call.parameters, call.context.id("crsr-"), now);
        checkSource(call, rule);
        checkTarget(call, source, rule);
        if (call.store.state.rules.some((other) => other.instanceId === source.id && other.name === rule.name)) {
            throw new BusinessError("SYNC_RULE_ALREADY_EXIST");
        }
        call.store.state.rules.push(rule);
        call.context.changed();
        return { SyncRuleId: rule.id };
    },
};

export const DeleteRepoSyncRule: Action = {
    access: "write",
    parameters: { InstanceId: required, SyncRuleId: required },
    handle: (call) => {
        const source = runningInstance(call);
        const { rules } = call.store.state;
        const id = call.parameters.text("SyncRuleId");
        const index = rules.findIndex((rule) => rule.instanceId === source.id && rule.id === id);
        if (index < 0) {
            throw new BusinessError("SYNC_RULE_NOT_EXIST");
        }
        rules.splice(index, 1);
        call.context.changed();
        return {};
    },
};

export const ListRepoSyncRule: Action = {
    access: "read",
    parameters: {
        InstanceId: required,
        NamespaceName: optional,
        RepoName: optional,
        TargetInstanceId: optional,
        TargetRegionId: optional,
        ...pageParameters,
    },
    handle: (call) => {
        const { parameters, store } = call;
        const instance = ownInstance(call);
        const matches = (name: string, value: string): boolean => ["", value].includes(parameters.text(name));
        const rules = store.state.rules.filter(
            (rule) =>
                [rule.instanceId, rule.targetInstanceId].includes(instance.id) &&
                matches("NamespaceName", rule.namespace) &&
                matches("RepoName", rule.repository) &&
                matches("TargetInstanceId", rule.targetInstanceId) &&
                matches("TargetRegionId", rule.targetRegionId),
        );
        const { items, fields, total } = page(rules, parameters);
        return { ...fields, TotalCount: total, SyncRules: items.map((rule) => described(call, instance, rule)) };
    },
};

/** What is wrong with the request whatever the world looks like. */
function checkFields(parameters: Parameters): void {
    if (parameters.text("SyncRuleName").length > MAX_NAME_LENGTH) {
        throw invalid("SyncRuleName");
    }
    if (parameters.text("SyncScope") === "REPO") {
        for (const name of ["RepoName", "TargetRepoName"]) {
            if (parameters.text(name) === "") {
                throw missing(name);
            }
        }
    }
    const foreign = parameters.text("SyncScope") === "REPO" ? ["RepoNameFilter"] : ["RepoName", "TargetRepoName"];
    const unfit = foreign.find((name) => parameters.text(name) !== "");
    if (unfit !== undefined) {
        throw invalid(unfit);
    }
    for (const name of ["TagFilter", "RepoNameFilter"]) {
        if (compileFilter(parameters.text(name)) === undefined) {
            throw invalid(name);
        }
    }
}

function newRule(parameters: Parameters, id: string, now: number): AlibabaSyncRule {
    const isRepo = parameters.text("SyncScope") === "REPO";
    return {
        id,
        name: parameters.text("SyncRuleName"),
        scope: isRepo ? "REPO" : "NAMESPACE",
        trigger: parameters.text("SyncTrigger") === "INITIATIVE" ? "INITIATIVE" : "PASSIVE",
        instanceId: parameters.text("InstanceId"),
        namespace: parameters.text("NamespaceName"),
        repository: parameters.text("RepoName"),
        repositoryFilter: parameters.text("RepoNameFilter") || (isRepo ? "" : ".*"),
        tagFilter: parameters.text("TagFilter"),
        targetRegionId: parameters.text("TargetRegionId"),
        targetInstanceId: parameters.text("TargetInstanceId"),
        targetNamespace: parameters.text("TargetNamespaceName"),
        targetRepository: parameters.text("TargetRepoName"),
        linkId: parameters.text("LinkId"),
        createdAt: now,
        modifiedAt: now,
    };
}

function checkSource({ store }: ActionCall, rule: AlibabaSyncRule): void {
    if (store.namespace(rule.instanceId, rule.namespace) === undefined) {
        throw new BusinessError("NAMESPACE_NOT_EXIST");
    }
    const { scope, instanceId, namespace, repository } = rule;
    if (scope === "REPO" && store.repository(instanceId, namespace, repository) === undefined) {
        throw new BusinessError("REPO_NOT_EXIST");
    }
}

function checkTarget(call: ActionCall, source: AlibabaInstance, rule: AlibabaSyncRule): void {
    const { store } = call;
    const target = targetInstance(call);
    const namespace = store.namespace(target.id, rule.targetNamespace);
    if (namespace === undefined) {
        throw new BusinessError("NAMESPACE_NOT_EXIST");
    }
    const repository = store.repository(target.id, rule.targetNamespace, rule.targetRepository);
    if (rule.scope === "REPO" && repository === undefined && !namespace.autoCreateRepo) {
        throw new BusinessError("REPO_NOT_EXIST");
    }
    const ontoItself = rule.namespace === rule.targetNamespace && rule.repository === rule.targetRepository;
    if (source.id === target.id && ontoItself) {
        throw new BusinessError("SYNC_TARGET_INVALID");
    }
}

function described({ store }: ActionCall, listed: AlibabaInstance, rule: AlibabaSyncRule): object {
    const [source, target] = [store.instance(rule.instanceId), store.instance(rule.targetInstanceId)];
    return {
        SyncRuleId: rule.id,
        SyncRuleName: rule.name,
        SyncScope: rule.scope,
        SyncTrigger: rule.trigger,
        SyncDirection: rule.instanceId === listed.id ? "FROM" : "TO",
        LocalRegionId: source?.regionId ?? "",
        LocalInstanceId: rule.instanceId,
        LocalNamespaceName: rule.namespace,
        LocalRepoName: rule.repository,
        RepoNameFilter: rule.repositoryFilter,
        TagFilter: rule.tagFilter,
        TargetRegionId: rule.targetRegionId,
        TargetInstanceId: rule.targetInstanceId,
        TargetNamespaceName: rule.targetNamespace,
        TargetRepoName: rule.targetRepository,
        CrossUser: source?.accountId !== target?.accountId,
        LinkId: rule.linkId,
        CreateTime: rule.createdAt,
        ModifiedTime: rule.modifiedAt,
    };
}
