import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import type * as installed from "../../provider";

export type { ResourceType } from "../../provider";

/**
 * The provider object of a resource type. Pulumi serializes it into each resource's state and runs it from there, for
 * delete and refresh too: so it holds nothing but a call into the installed package, which attaches everything else.
 */
function trampoline(type: installed.ResourceType): ResourceProvider {
    const provider = {
        configure(request: ConfigureRequest): void {
            const { attach } = require("pulumi-imagesync/provider") as typeof installed;
            attach(type, this as unknown as ResourceProvider, request);
        },
    };
    return provider as unknown as ResourceProvider;
}

// One object for each class: the engine keeps one provider for each text it sees.
export const repoSyncRuleProvider = trampoline("RepoSyncRule");
export const manualImageSyncProvider = trampoline("ManualImageSync");
