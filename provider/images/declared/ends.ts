import type { ImageEnd } from "../../model";

/** A target's names where the program gives none. */
export type TargetNames = Pick<ImageEnd, "namespace" | "repository">;

/**
 * The source's names, for whatever the target leaves out. A generic target that names its repository has named the
 * whole path, since a registry need not have namespaces at all.
 */
export function targetNames(source: Partial<ImageEnd>, target: Partial<ImageEnd>): TargetNames {
    const { namespace = source.namespace, repository = source.repository } = target;
    const wholePath = target.cloud === "generic" && target.repository !== undefined;
    return { namespace: wholePath ? target.namespace : namespace, repository };
}
