import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

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

/**
 * The URN of a resource as a plain promise. The output itself, among a child's properties, makes the child wait for its
 * parent; a component is waited for by waiting for its children, and so the child would wait for itself.
 */
export function urnOf(resource: pulumi.Resource | undefined): Promise<pulumi.URN> | undefined {
    return resource && new Promise((resolve) => resource.urn.apply(resolve));
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
