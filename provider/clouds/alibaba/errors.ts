import type { ErrorKind } from "../../errors";
import { ImageSyncError, quotaAdvice, usualAdvice } from "../../errors";
import { type HttpResponse, retryAfterMs } from "../../calls/http";
import { isRecord, textOf } from "../../calls/answers";
import type { Parameters } from "./wire";

/** Which call failed. */
export interface FailedCall {
    readonly action: string;
    readonly parameters: Parameters;
    readonly region: string;
}

interface Meaning {
    readonly kind: ErrorKind;
    readonly problem?: (call: FailedCall) => string;
    readonly advice?: string;
}

const keysAdvice = "check the access key in alicloud:accessKey and alicloud:secretKey, or the place they come from";

/** Codes of the CR EE documents, of Terraform's provider and of the gateway. */
const meanings: Readonly<Record<string, Meaning>> = {
    INSTANCE_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters, region }) =>
            `instance ${quoted(parameters.InstanceId)} not found in ${region}${targetToo(parameters, "TargetInstanceId")}`,
        advice: "check source.instanceId, target.instanceId, the regions and the account; if the instance was deleted, its rules went with it: pulumi state delete",
    },
    NAMESPACE_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters }) =>
            `namespace ${quoted(parameters.NamespaceName)} not found in ${parameters.InstanceId}${targetToo(parameters, "TargetNamespaceName")}`,
        advice: "create it or fix source.namespace or target.namespace",
    },
    REPO_NOT_EXIST: {
        kind: "notFound",
        problem: ({ parameters }) =>
            `repository ${quoted(parameters.RepoName)} not found in ${parameters.InstanceId}/${parameters.NamespaceName}${targetToo(parameters, "TargetRepoName")}`,
        advice: "create it or fix source.repository or target.repository",
    },
    INSTANCE_STATUS_NOT_SUPPORT: {
        kind: "unsupported",
        problem: ({ parameters }) => `instance ${quoted(parameters.InstanceId)} is not running`,
        advice: "start it, or wait until it is running",
    },
    NoPrivilege: { kind: "unauthorized", advice: "grant cr:CreateSyncRule, cr:ListSyncRule and cr:DeleteSyncRule" },
    "Forbidden.RAM": { kind: "unauthorized", advice: "grant the RAM actions that the README lists" },
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

/** The error of an answer, from the gateway (HTTP status) or from CR EE (IsSuccess false, mostly with status 200). */
export function alibabaError(call: FailedCall, answer: HttpResponse, body: unknown): ImageSyncError {
    const fields = isRecord(body) ? body : {};
    const code = textOf(fields.Code) ?? `HTTP ${answer.status}`;
    const meaning = (Object.hasOwn(meanings, code) && meanings[code]) || byForm(code, answer.status);
    const said = textOf(fields.Message) ?? textOf(fields.Msg);
    return new ImageSyncError({
        kind: meaning.kind,
        cloud: "alibaba",
        action: call.action,
        problem: meaning.problem?.(call) ?? said ?? "the cloud refused it without a word",
        code,
        requestId: textOf(fields.RequestId) ?? answer.headers["x-acs-request-id"],
        advice: meaning.advice ?? usualAdvice[meaning.kind],
        retryAfterMs: Number(answer.headers["x-acs-retry-after"]) || retryAfterMs(answer),
        acted: meaning.kind === "transient" ? "maybe" : "no",
    });
}

function byForm(code: string, status: number): Meaning {
    if (code.includes("Throttling") || status === 429) {
        return { kind: "throttled" };
    }
    if (/quota/i.test(code)) {
        return { kind: "invalid", advice: quotaAdvice };
    }
    if (code.endsWith("_NOT_EXIST") || status === 404) {
        return { kind: "notFound" };
    }
    if (code.startsWith("InvalidSecurityToken") || code.startsWith("Forbidden") || status === 401 || status === 403) {
        return { kind: "unauthorized", advice: keysAdvice };
    }
    if (code.includes("EXIST") || code.includes("DUPLICAT") || status === 409) {
        return { kind: "conflict" };
    }
    if (status >= 500) {
        return { kind: "transient" };
    }
    return { kind: code.startsWith("Invalid") || code.startsWith("Missing") ? "invalid" : "unknown" };
}

/** The code does not tell which of the two ends is meant. */
function targetToo(parameters: Parameters, name: string): string {
    const value = parameters[name];
    return value === undefined ? "" : `, or ${quoted(value)} in ${parameters.TargetInstanceId}`;
}

function quoted(value: unknown): string {
    return JSON.stringify(value ?? "");
}
