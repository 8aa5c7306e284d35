import type { CheckResult } from "@pulumi/pulumi/dynamic";

/** What check answers the engine, and what it tells the person besides. */
export interface Checked {
    readonly result: CheckResult;
    readonly warnings: readonly string[];
}

/** The answer of check. A failure names no property: the engine would print its value. */
export function checked(
    inputs: Record<string, unknown>,
    failures: readonly string[],
    warnings: readonly string[] = [],
): Checked {
    return { result: { inputs, failures: failures.map((reason) => ({ property: "", reason })) }, warnings };
}
