import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "./trampoline";

/** The module of every type; its token is `pulumi-nodejs:dynamic/imagesync:<type>`. */
export const moduleName = "imagesync";

/**
 * The URN of a resource as a plain promise. The output itself, among a child's properties, makes the child wait for its
 * parent; a component is waited for by waiting for its children, and so the child would wait for itself.
 */
export function urnOf(resource: pulumi.Resource | undefined): Promise<pulumi.URN> | undefined {
    return resource && new Promise((resolve) => resource.urn.apply(resolve));
}

/** The URN that a resource is about to have. */
export function urnFor(
    type: ResourceType,
    logicalName: string,
    parent: pulumi.Resource | undefined,
): pulumi.Output<string> {
    return pulumi.createUrn(logicalName, `pulumi-nodejs:dynamic/${moduleName}:${type}`, urnOf(parent));
}
