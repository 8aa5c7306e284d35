import type { ErrorKind } from "../../errors";
import { ImageSyncError, quotaAdvice, usualAdvice } from "../../errors";
import type { HttpResponse } from "../../calls/http";
import { retryAfterMs } from "../../calls/http";
import { isRecord } from "../../calls/answers";
import { valueAt } from "../../paths";

/** Which call failed. */
export interface FailedCall {
    readonly action: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly region: string;
}

interface Meaning {
    readonly kind: ErrorKind;
    readonly problem?: (call: FailedCall) => string;
    readonly advice?: string;
}

const keysAdvice = "check tencentcloud:secretId and tencentcloud:secretKey, or the place they come from";
const rightsAdvice = "grant the CAM actions that the README lists";

const throttled: Meaning = { kind: "throttled" };
const quota: Meaning = { kind: "invalid", advice: quotaAdvice };
const missing: Meaning = {
    kind: "notFound",
    problem: ({ body, region }) => {
        const registry = JSON.stringify(body.SourceRegistryId ?? body.RegistryId ?? "");
        const rule = body.RuleName ?? valueAt(body, "Rule.Name");
        const target = body.DestinationRegistryId ? `, or ${JSON.stringify(body.DestinationRegistryId)}` : "";
        return `registry ${registry}${target}${rule ? `, or rule ${JSON.stringify(rule)} in it,` : ""} not found in ${region}`;
    },
    advice: "check the registry ids, the regions and the account; if the registry was deleted, its rules went with it: pulumi state delete",
};

/** TCR's published codes (per action in the SDKs) and the API gateway's common ones; longest prefix wins. */
const meanings: Readonly<Record<string, Meaning>> = {
    AuthFailure: { kind: "unauthorized", advice: keysAdvice },
    "AuthFailure.SignatureExpire": { kind: "unauthorized", advice: "set this machine's clock" },
    "AuthFailure.TokenFailure": { kind: "unauthorized", advice: "the temporary keys have expired: renew them" },
    "AuthFailure.UnauthorizedOperation": { kind: "unauthorized", advice: rightsAdvice },
    UnauthorizedOperation: { kind: "unauthorized", advice: rightsAdvice },
    "InternalError.ErrorTcrUnauthorized": { kind: "unauthorized", advice: rightsAdvice },
    "InternalError.ErrUnauthorized": { kind: "unauthorized", advice: rightsAdvice },
    "FailedOperation.ErrorTcrUnauthorized": { kind: "unauthorized", advice: rightsAdvice },
    ResourceNotFound: missing,
    "InternalError.ErrNotExist": missing,
    "InternalError.ErrorTcrResourceConflict": { kind: "conflict" },
    "FailedOperation.ErrorTcrResourceConflict": { kind: "conflict" },
    "InternalError.ErrConflict": { kind: "conflict" },
    "InternalError.ErrorConflict": { kind: "conflict" },
    "FailedOperation.PreconditionFailed": {
        kind: "conflict",
        advice: "executions of the rule are still running; run again when they have ended",
    },
    RequestLimitExceeded: throttled,
    LimitExceeded: quota,
    "LimitExceeded.RequestLimitExceeded": throttled,
    "OperationDenied.QuotaOverLimit": quota,
    "InternalError.ErrorOverLimit": quota,
    OperationDenied: { kind: "unsupported" },
    "ResourceInsufficient.ErrorInstanceNotRunning": {
        kind: "unsupported",
        problem: ({ body }) => `registry ${JSON.stringify(body.SourceRegistryId ?? body.RegistryId)} is not running`,
        advice: "wait until it is running, or renew it",
    },
    UnsupportedOperation: { kind: "unsupported", advice: "replication needs a standard or premium registry" },
    UnsupportedRegion: { kind: "invalid", advice: "TCR does not serve this region: fix the region" },
    UnsupportedProtocol: { kind: "invalid" },
    InvalidParameter: { kind: "invalid" },
    InvalidParameterValue: { kind: "invalid" },
    MissingParameter: { kind: "invalid" },
    UnknownParameter: { kind: "invalid" },
    InvalidAction: { kind: "unsupported" },
    NoSuchVersion: { kind: "unsupported" },
    "InternalError.ErrorTcrInvalidMediaType": { kind: "invalid" },
    "InternalError.ErrorTcrInternal": { kind: "transient" },
    "InternalError.DbError": { kind: "transient" },
    InternalError: { kind: "transient" },
    "FailedOperation.EmptyCoreBody": { kind: "transient" },
    "FailedOperation.DependenceError": { kind: "transient" },
    "FailedOperation.DbError": { kind: "transient" },
    ServiceUnavailable: { kind: "transient" },
    ResourceUnavailable: { kind: "transient" },
};

/** `<namespace>/<repository>:<tag>` of a duplicate's source or destination. */
function imageIn({ body }: FailedCall, end: "Source" | "Destination"): string {
    const tag = end === "Source" ? body.SourceReference : body.DestinationTag;
    return `${String(body[`${end}Namespace`])}/${String(body[`${end}Repo`])}:${String(tag)}`;
}

const occupied: Meaning = {
    kind: "conflict",
    problem: (call) => `${imageIn(call, "Destination")} is in ${JSON.stringify(call.body.RegistryId)} already`,
    advice: "set override: true to replace it, or choose another target tag",
};
const missingRepository: Meaning = {
    kind: "notFound",
    problem: ({ body, region }) => {
        const path = [body.NamespaceName, body.RepositoryName].filter(Boolean).join("/");
        return `registry ${JSON.stringify(body.RegistryId)}, or ${JSON.stringify(path)} in it, not found in ${region}`;
    },
    advice: "check the registry's id, the region and the account",
};

/** TCR and the gateway in front of it have a code each for a right that is missing. */
function lacking(right: string): Readonly<Record<string, Meaning>> {
    const meaning: Meaning = { kind: "unauthorized", advice: `grant ${right}` };
    return { UnauthorizedOperation: meaning, "AuthFailure.UnauthorizedOperation": meaning };
}

/** What codes mean for the actions of image syncs and logins, where that is not what they mean for the others. */
const imageMeanings: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
    DescribeImages: { ResourceNotFound: missingRepository, UnsupportedOperation: { kind: "unsupported" } },
    DescribeRepositories: { ResourceNotFound: missingRepository, UnsupportedOperation: { kind: "unsupported" } },
    DescribeInstances: { ...lacking("tcr:DescribeInstances"), UnsupportedOperation: { kind: "unsupported" } },
    CreateInstanceToken: {
        ...lacking("tcr:CreateInstanceToken"),
        ResourceNotFound: {
            kind: "notFound",
            problem: ({ body, region }) => `registry ${JSON.stringify(body.RegistryId)} not found in ${region}`,
            advice: "check the registry's id, the region and the account",
        },
        UnsupportedOperation: { kind: "unsupported" },
    },
    // None of its codes is published: these are what the sibling actions answer.
    DuplicateImage: {
        ResourceNotFound: {
            kind: "notFound",
            problem: (call) =>
                `registry ${JSON.stringify(call.body.RegistryId)}, image ${imageIn(call, "Source")} or namespace ` +
                `${JSON.stringify(call.body.DestinationNamespace)} in it, not found in ${call.region}`,
            advice: "push the image, create the target's namespace, or fix source and target",
        },
        "FailedOperation.PreconditionFailed": {
            kind: "conflict",
            problem: (call) =>
                `${imageIn(call, "Destination")} in ${JSON.stringify(call.body.RegistryId)} is immutable, so nothing replaces it`,
            advice: "take the tag out of the registry's immutability rules, or choose another target tag",
        },
        "InternalError.ErrorTcrResourceConflict": occupied,
        "FailedOperation.ErrorTcrResourceConflict": occupied,
        UnsupportedOperation: { kind: "unsupported" },
    },
};

/** The error of an answer: `Response.Error` (with status 200), or an HTTP status where a gateway spoke. */
export function tencentError(call: FailedCall, answer: HttpResponse, response: unknown): ImageSyncError {
    const error = valueAt(response, "Error");
    const fields = isRecord(error) ? error : {};
    const told = typeof fields.Code === "string" ? fields.Code : undefined;
    const code = told ?? `HTTP ${answer.status}`;
    const meaning: Meaning = told ? (meaningOf(call.action, told) ?? { kind: "unknown" }) : byStatus(answer.status);
    const said = typeof fields.Message === "string" && fields.Message !== "" ? fields.Message : undefined;
    const requestId = valueAt(response, "RequestId");
    return new ImageSyncError({
        kind: meaning.kind,
        cloud: "tencent",
        action: call.action,
        problem: meaning.problem?.(call) ?? said ?? "the cloud refused it without a word",
        code,
        requestId: typeof requestId === "string" ? requestId : undefined,
        advice: meaning.advice ?? usualAdvice[meaning.kind],
        retryAfterMs: retryAfterMs(answer),
        acted: meaning.kind === "transient" ? "maybe" : "no",
    });
}

/** `A.B.C` means what `A.B` or `A` means, where it has no meaning of its own. */
function meaningOf(action: string, code: string): Meaning | undefined {
    const parts = code.split(".");
    const prefixes = parts.map((_, i) => parts.slice(0, parts.length - i).join("."));
    const known = { ...meanings, ...(Object.hasOwn(imageMeanings, action) ? imageMeanings[action] : {}) };
    return prefixes.map((prefix) => (Object.hasOwn(known, prefix) ? known[prefix] : undefined)).find(Boolean);
}

/** An answer without a code is not TCR's: 200 without `Response` is as unreadable as a gateway's 502. */
function byStatus(status: number): Meaning {
    if (status === 429) {
        return throttled;
    }
    return status >= 500 || status === 200 ? { kind: "transient" } : { kind: "unknown" };
}
