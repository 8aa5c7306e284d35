import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { ResourceType } from "./trampoline";

/**
 * Refuses the resource options by which Pulumi reads what exists already.
 *
 * @param instead what to do instead
 */
export function refuseImport(type: ResourceType, name: string, opts: CustomResourceOptions, instead: string): void {
    for (const option of ["import", "id"] as const) {
        if (opts[option] !== undefined) {
            const cannot = `the resource option ${option} cannot work for a dynamic resource`;
            throw new Error(`${type} "${name}": ${cannot}; ${instead}`);
        }
    }
}
