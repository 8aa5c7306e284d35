import type { ErrorKind } from "../../errors";
import type { Parameters } from "./wire";

/** Which call failed. */
export interface FailedCall {
    readonly action: string;
    readonly parameters: Parameters;
    readonly region: string;
}

/** What a code means. */
export interface Meaning {
    readonly kind: ErrorKind;
    readonly problem?: (call: FailedCall) => string;
    readonly advice?: string | ((call: FailedCall) => string);
}

export const keysAdvice =
    "check the access key in alicloud:accessKey and alicloud:secretKey, or the place they come from";

/**
 * What RAM calls the right to an action; rules need all of theirs. CreateRepositorySync, GetRepositorySync and
 * PullRepository are in the documents of the sync actions, GetAuthorizationToken in its own; the others are named after RAM's own pattern.
 */
const rights: Readonly<Record<string, string>> = {
    GetRepository: "cr:GetRepository",
    GetRepoTag: "cr:ListRepositoryTag",
    ListRepoTag: "cr:ListRepositoryTag",
    CreateRepoSyncTask: "cr:CreateRepositorySync",
    CreateRepoSyncTaskByRule: "cr:CreateRepositorySync (older accounts: cr:PullRepository)",
    CancelRepoSyncTask: "cr:CancelRepoSyncTask",
    GetRepoSyncTask: "cr:GetRepositorySync",
    ListRepoSyncTask: "cr:GetRepositorySync",
    ListInstanceEndpoint: "cr:ListInstanceEndpoint",
    GetAuthorizationToken: "cr:GetAuthorizationToken",
};

/** Codes of the CR EE documents, of Terraform's provider and of the gateway. */
export const meanings: Readonly<Record<string, Meaning>> = {
    INSTANCE_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters, region }) =>
            `instance ${quoted(parameters.InstanceId)} not found in ${region}${instanceToo(parameters)}`,
        advice: ({ action }) =>
            isAboutRules(action)
                ? "check source.instanceId, target.instanceId, the regions and the account; if the instance was deleted, its rules went with it: pulumi state delete"
                : "check source.instanceId, target.instanceId, the regions, target.accountId and the accounts",
    },
    NAMESPACE_NOT_EXIST: {
        kind: "notFound",
        problem: missingNamespace,
        advice: ({ parameters }) =>
            parameters.TargetNamespace === undefined
                ? "create it or fix source.namespace or target.namespace"
                : "create it or fix target.namespace",
    },
    REPO_NOT_EXIST: {
        kind: "notFound",
        problem: missingRepository,
        advice: "create it or fix source.repository or target.repository",
    },
    TAG_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters }) =>
            `tag ${quoted(parameters.Tag)} not found in ${parameters.InstanceId}/${sourcePath(parameters)}`,
        advice: "push it, or fix tags",
    },
    SYNC_TASK_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters }) => `sync task ${quoted(parameters.SyncTaskId)} not found in ${parameters.InstanceId}`,
        advice: "run again: what is not in the target is synced anew",
    },
    SYNC_RULE_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters }) => `rule ${quoted(parameters.SyncRuleId)} not found in ${parameters.InstanceId}`,
        advice: "run pulumi refresh, so that the rule is made anew by the next up",
    },
    SYNC_RULE_TRIGGER_NOT_SUPPORT: {
        kind: "unsupported",
        problem: ({ parameters }) => `rule ${quoted(parameters.SyncRuleId)} is not a manual one`,
        advice: "run pulumi refresh for the rule, or leave rule out and name source and target",
    },
    SYNC_RULE_NOT_MATCH: {
        kind: "invalid",
        problem: ({ parameters }) =>
            `rule ${quoted(parameters.SyncRuleId)} does not take tag ${quoted(parameters.Tag)} of this repository`,
        advice: "widen the rule's filters, or leave rule out and name source and target",
    },
    SYNC_TARGET_INVALID: {
        kind: "invalid",
        problem: ({ parameters }) => `tag ${quoted(parameters.Tag)} would be synced onto itself`,
        advice: "name another target or another tag",
    },
    INSTANCE_STATUS_NOT_SUPPORT: {
        kind: "unsupported",
        problem: ({ parameters }) =>
            `instance ${quoted(parameters.InstanceId)} is not running${instanceToo(parameters)}`,
        advice: "start it, or wait until it is running",
    },
    NoPrivilege: { kind: "unauthorized", advice: missingRight },
    "Forbidden.RAM": { kind: "unauthorized", advice: missingRight },
    InvalidAccessKeyId: { kind: "unauthorized", advice: keysAdvice },
    "InvalidAccessKeyId.NotFound": { kind: "unauthorized", advice: keysAdvice },
    "InvalidAccessKeyId.Inactive": { kind: "unauthorized", advice: keysAdvice },
    SignatureDoesNotMatch: { kind: "unauthorized", advice: keysAdvice },
    IncompleteSignature: { kind: "unauthorized", advice: keysAdvice },
    "InvalidSecurityToken.Expired": { kind: "unauthorized", advice: "the temporary keys have expired: renew them" },
    "InvalidSecurityToken.Malformed": { kind: "unauthorized", advice: keysAdvice },
    "InvalidSecurityToken.MismatchWithAccessKey": { kind: "unauthorized", advice: keysAdvice },
    MissingSecurityToken: { kind: "unauthorized", advice: "set alicloud:securityToken: the key is a temporary one" },
    "InvalidTimeStamp.Expired": { kind: "unauthorized", advice: "set this machine's clock" },
    SignatureNonceUsed: { kind: "transient" },
    SystemError: { kind: "transient" },
    InternalError: { kind: "transient" },
    ServiceUnavailable: { kind: "transient" },
    ServiceUnavailableTemporary: { kind: "transient" },
    SYSTEM_ERROR: { kind: "transient" },
    "InvalidAction.NotFound": { kind: "unsupported", advice: "check imagesync:endpoints.alibaba" },
};

function missingRight({ action }: FailedCall): string {
    if (isAboutRules(action)) {
        return "grant cr:CreateSyncRule, cr:ListSyncRule and cr:DeleteSyncRule";
    }
    // A login is not about any one resource: its right is for all or none.
    const where = action === "GetAuthorizationToken" ? "all resources (*)" : "the instance's repositories";
    return `grant ${rights[action]} on ${where}`;
}

function isAboutRules(action: string): boolean {
    return !Object.hasOwn(rights, action);
}

/** CR EE's actions call the target's parts by two sets of names. */
function targetOf({ TargetNamespace, TargetNamespaceName, TargetRepoName, TargetInstanceId }: Parameters) {
    return {
        namespace: TargetNamespace ?? TargetNamespaceName,
        repository: TargetRepoName,
        instanceId: TargetInstanceId,
    };
}

/** The code does not tell which of the two ends is meant, here and below. */
function instanceToo({ TargetInstanceId, TargetRegionId, TargetUserId }: Parameters): string {
    if (TargetInstanceId === undefined) {
        return "";
    }
    const region = TargetRegionId === undefined ? "" : ` in ${TargetRegionId}`;
    const account = TargetUserId === undefined ? "" : ` of account ${TargetUserId}`;
    return `, or ${quoted(TargetInstanceId)}${region}${account}`;
}

function missingNamespace({ parameters }: FailedCall): string {
    const { namespace, instanceId } = targetOf(parameters);
    // Where the repository has an id, its namespace is there.
    const source = parameters.RepoId === undefined ? sourceNamespace(parameters) : undefined;
    const sides = [
        source === undefined ? "" : `${quoted(source)} not found in ${parameters.InstanceId}`,
        namespace === undefined
            ? ""
            : `${quoted(namespace)}${source === undefined ? " not found" : ""} in ${instanceId}`,
    ].filter((side) => side !== "");
    // A task by rule does not name its target.
    return sides.length === 0
        ? `the target namespace of rule ${quoted(parameters.SyncRuleId)} not found`
        : `namespace ${sides.join(", or ")}`;
}

function missingRepository({ parameters }: FailedCall): string {
    const { InstanceId, RepoName, RepoId } = parameters;
    const source =
        RepoName === undefined
            ? `${quoted(RepoId)} not found in ${InstanceId}`
            : `${quoted(RepoName)} not found in ${InstanceId}/${sourceNamespace(parameters)}`;
    const { namespace, repository, instanceId } = targetOf(parameters);
    const target = repository === undefined ? "" : `, or ${quoted(repository)} in ${instanceId}/${namespace}`;
    return `repository ${source}${target}`;
}

function sourceNamespace({ NamespaceName, RepoNamespaceName }: Parameters) {
    return NamespaceName ?? RepoNamespaceName;
}

function sourcePath(parameters: Parameters): string {
    const { RepoName, RepoId } = parameters;
    return RepoName === undefined ? String(RepoId) : `${sourceNamespace(parameters)}/${RepoName}`;
}

function quoted(value: unknown): string {
    return JSON.stringify(value ?? "");
}
