import type { z } from "zod";
import { HuaweiError } from "../errors";
import type { Call } from "./action";

/** @throws HuaweiError 400 4001018 (not sent as JSON), 400 4000014 (not what the operation takes) */
export function bodyOf<T>(shape: z.ZodType<T>, { contentType, body }: Call): T {
    if (!contentType.includes("application/json")) {
        throw HuaweiError.swr(400, "4001018", "The Content-Type must be application/json");
    }
    let input: unknown;
    try {
        input = JSON.parse(body.toString("utf8"));
    } catch {
        throw HuaweiError.swr(400, "4000014", "The body is not JSON");
    }
    const parsed = shape.safeParse(input);
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw HuaweiError.swr(400, "4000014", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
    }
    return parsed.data;
}
