import type { z } from "zod";
import { TencentError } from "./errors";

/** A path as Tencent writes it in messages: `Rule.Filters.0.Type`. */
function pathOf(issue: z.core.$ZodIssue): string {
    return issue.path.map(String).join(".");
}

function isAbsent(input: unknown, path: readonly PropertyKey[]): boolean {
    let value = input;
    for (const step of path) {
        if (typeof value !== "object" || value === null) {
            return false;
        }
        value = (value as Record<PropertyKey, unknown>)[step];
    }
    return value === undefined;
}

function errorFor(issue: z.core.$ZodIssue, input: unknown): TencentError {
    if (issue.code === "unrecognized_keys") {
        const unknown = [...issue.path.map(String), issue.keys[0] ?? ""].join(".");
        return new TencentError("UnknownParameter", `The parameter \`${unknown}\` is not recognized`);
    }
    if (isAbsent(input, issue.path)) {
        return new TencentError("MissingParameter", `The request is missing the parameter \`${pathOf(issue)}\``);
    }
    return new TencentError("InvalidParameter", `The parameter \`${pathOf(issue)}\` is not valid: ${issue.message}`);
}

/**
 * Reads a JSON body as the parameters of an action.
 *
 * @throws TencentError UnknownParameter, MissingParameter or InvalidParameter
 */
export function parse<T>(parameters: z.ZodType<T>, body: Buffer): T {
    let input: unknown;
    try {
        input = JSON.parse(body.toString("utf8"));
    } catch {
        throw new TencentError("InvalidParameter", "The body is not JSON");
    }
    const parsed = parameters.safeParse(input);
    const issue = parsed.error?.issues[0];
    if (issue !== undefined) {
        throw errorFor(issue, input);
    }
    return parsed.data as T;
}
