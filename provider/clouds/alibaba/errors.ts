import { ImageSyncError, quotaAdvice, usualAdvice } from "../../errors";
import { type HttpResponse, retryAfterMs } from "../../calls/http";
import { isRecord, textOf } from "../../calls/answers";
import { type FailedCall, keysAdvice, type Meaning, meanings } from "./meanings";

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
        advice:
            (typeof meaning.advice === "function" ? meaning.advice(call) : meaning.advice) ?? usualAdvice[meaning.kind],
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
