import type { ErrorKind } from "../../errors";
import { ImageSyncError, quotaAdvice, usualAdvice } from "../../errors";
import type { HttpResponse } from "../../calls/http";
import { retryAfterMs } from "../../calls/http";
import { isRecord } from "../../calls/answers";
import type { HuaweiCall } from "./wire";

interface Meaning {
    readonly kind: ErrorKind;
    readonly problem?: string;
    readonly advice?: string;
}

const keysAdvice = "check huaweicloud:accessKey and huaweicloud:secretKey, or the place they come from";
const syncRights = "only an account or a user with SWR administration may configure synchronization: grant it";
const readRights =
    "grant the right to read the organization (SWR ReadOnlyAccess, or its members' permissions); where it is another account's, name that account's keys: source.account, target.account";
/** What a refusal means depends on what was asked; all else is about sync rules and jobs. */
const rights: Readonly<Record<string, string>> = {
    ShowRepoTag: readRights,
    ListRepositoryTags: readRights,
    CreateSecret: "grant SWR FullAccess, or the right to CreateSecret, the temporary login command",
};
const ends = "create it or fix source.namespace and source.repository";

const endpoints = "check imagesync:endpoints.huawei and the region";

const noImage: Meaning = { kind: "notFound", problem: "not found", advice: ends };
const noOrganization: Meaning = { kind: "notFound", problem: "the organization is not found", advice: ends };
const noTag: Meaning = { kind: "notFound", problem: "the tag is not found", advice: "push it, or fix tags" };
const forbidden: Meaning = { kind: "unauthorized" };
const throttled: Meaning = { kind: "throttled" };
const quota: Meaning = { kind: "invalid", advice: quotaAdvice };

/** SWR's published codes, without their prefix `SVCSTG.SWR.`, and the API gateway's. */
const meanings: Readonly<Record<string, Meaning>> = {
    "4040010": noImage,
    "4040113": noImage,
    "4040009": noImage,
    "4040058": noOrganization,
    "4041061": noOrganization,
    "4040048": noTag,
    "4040115": noTag,
    "4041056": noTag,
    "4041057": noTag,
    "4010000": { kind: "unauthorized", advice: keysAdvice },
    "4000031": { kind: "unauthorized", advice: keysAdvice },
    "4011044": {
        kind: "unauthorized",
        problem: "the image was made by another user, and these credentials may not push to it",
        advice: "have an SWR administrator grant the right to edit the repository, or use that user's keys",
    },
    "4011064": {
        kind: "unauthorized",
        problem: "it belongs to another account",
        advice: "use that account's keys: name its entry of imagesync:accounts in source.account or target.account",
    },
    "4030170": forbidden,
    "4031032": throttled,
    "4031042": throttled,
    "4090023": { kind: "transient", advice: "SWR is busy; run again" },
    "4001158": { kind: "notFound", problem: "the sync rule is not found" },
    "4000014": { kind: "invalid" },
    "4009021": {
        kind: "invalid",
        problem: "SWR refuses a tag",
        advice: "a tag has letters, digits, _, . and -, starts with none of the last two, and has 128 characters at most: fix tags",
    },
    "4000097": quota,
    "4000098": quota,
    "4000099": quota,
    "5001101": {
        kind: "transient",
        advice: "SWR answers so for a target region it does not know, too: check target.region",
    },
    "APIGW.0101": { kind: "unsupported", advice: endpoints },
    "APIGW.0301": { kind: "unauthorized", advice: keysAdvice },
    "APIGW.0302": forbidden,
    "APIGW.0303": forbidden,
    "APIGW.0307": { kind: "unauthorized", advice: "the token has expired: renew it" },
    "APIGW.0308": throttled,
};

const repositoryCodes = ["4040009", "4040010", "4040058", "4040113", "4041061"];
const tagCodes = ["4040048", "4040115", "4041056", "4041057"];
const ownCodes = (digits: readonly string[]): ReadonlySet<string> =>
    new Set(digits.map((code) => `SVCSTG.SWR.${code}`));
const repositoryAbsent = ownCodes(repositoryCodes);
const tagAbsent = ownCodes(tagCodes);

/**
 * Whether SWR itself says that a repository or its organization is not there; a 404 from anything else says nothing of
 * either.
 */
export function isRepositoryAbsent(error: unknown): error is ImageSyncError {
    return ImageSyncError.is(error) && repositoryAbsent.has(error.code ?? "");
}

/** Whether SWR itself says that the repository does not have the tag, or has none. */
export function isTagAbsent(error: unknown): error is ImageSyncError {
    return ImageSyncError.is(error) && tagAbsent.has(error.code ?? "");
}

/** The error of an answer in any of SWR's shapes: both at once, `errors` alone, a bare array, the gateway's. */
export function huaweiError(call: HuaweiCall, region: string, answer: HttpResponse, body: unknown): ImageSyncError {
    const { code, message } = firstError(body);
    const meaning = meaningOf(code) ?? byStatus(answer.status, code);
    const problem = [
        meaning.problem ?? message ?? "the cloud refused it without a word",
        `${call.object} in ${region}`,
    ];
    return new ImageSyncError({
        kind: meaning.kind,
        cloud: "huawei",
        action: call.operation,
        problem: meaning.problem ? problem.reverse().join(": ") : problem.join(": "),
        code: code ?? `HTTP ${answer.status}`,
        requestId: answer.headers["x-request-id"] ?? gatewayRequest(body),
        advice: meaning.advice ?? (meaning === forbidden ? rightsFor(call) : usualAdvice[meaning.kind]),
        retryAfterMs: retryAfterMs(answer),
        acted: meaning.kind === "transient" ? "maybe" : "no",
    });
}

function rightsFor({ operation }: HuaweiCall): string {
    return Object.hasOwn(rights, operation) ? (rights[operation] ?? syncRights) : syncRights;
}

function meaningOf(code: string | undefined): Meaning | undefined {
    const known = code?.replace(/^SVCSTG\.SWR\./, "") ?? "";
    return Object.hasOwn(meanings, known) ? meanings[known] : undefined;
}

/** IAM alone puts its error into one object: `{ error: { code, title, message } }`. */
function firstError(body: unknown): { code?: string; message?: string } {
    const list = Array.isArray(body) ? body : isRecord(body) && Array.isArray(body.errors) ? body.errors : [body];
    const fields = [list[0], body, isRecord(body) ? body.error : undefined].filter(isRecord);
    const pick = (...names: string[]) =>
        fields.flatMap((at) => names.map((name) => at[name])).find((v) => typeof v === "string" && v !== "");
    return {
        code: pick("errorCode", "error_code") as string | undefined,
        message: pick("errorMessage", "error_msg", "message") as string | undefined,
    };
}

function gatewayRequest(body: unknown): string | undefined {
    return isRecord(body) && typeof body.request_id === "string" ? body.request_id : undefined;
}

/** A 404 that is not SWR's own says nothing about the rule: wrong endpoints and proxies answer so, too. */
function byStatus(status: number, code: string | undefined): Meaning {
    switch (status) {
        case 401:
            return { kind: "unauthorized", advice: keysAdvice };
        case 403:
            return forbidden;
        case 404:
            return code?.startsWith("SVCSTG.SWR.") ? { kind: "notFound" } : { kind: "unknown", advice: endpoints };
        case 409:
            return { kind: "conflict" };
        case 429:
            return throttled;
        default:
            return { kind: status >= 500 ? "transient" : "unknown" };
    }
}
