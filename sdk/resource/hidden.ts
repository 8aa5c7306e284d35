import type { CustomResourceOptions } from "@pulumi/pulumi";
import { timeoutSeconds } from "./timeouts";
import type { ResourceType } from "./trampoline";
import { urnFor } from "./urn";

/** What the provider of each type must be told, and would not hear otherwise; the engine does not show it. */
export function hiddenProperties(
    type: ResourceType,
    logicalName: string,
    opts: CustomResourceOptions,
): Record<string, unknown> {
    return { __timeouts: timeoutSeconds(opts.customTimeouts), __urn: urnFor(type, logicalName, opts.parent) };
}
