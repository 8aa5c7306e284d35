import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { urnOf } from "./urn";

/** Longest name that is made; every cloud takes this much. */
const longest = 64;
const hashLength = 7;

/**
 * The name of a rule whose program gave none: the logical name made legal, and a hash of project, stack, parent
 * and the logical name as it was, so that neither two stacks nor two names that are cut or changed alike share a rule by
 * accident, and a repeated create finds its own.
 */
export function ruleName(logicalName: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
    const stack = `${pulumi.getProject()}\n${pulumi.getStack()}`;
    return pulumi.output(urnOf(parent) ?? "").apply((urn) => nameFor(logicalName, `${stack}\n${urn}`));
}

/** @internal */
export function nameFor(logicalName: string, scope: string): string {
    const legal = logicalName.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
    const stem = legal
        .replace(/^[^a-z0-9]+/, "")
        .slice(0, longest - hashLength - 1)
        .replace(/[^a-z0-9]+$/, "");
    const hash = createHash("sha256").update(`${scope}\n${logicalName}`).digest("hex").slice(0, hashLength);
    return [stem, hash].filter(Boolean).join("-");
}
