import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { clouds, registries } from "./clouds";
import type { Messages } from "./engine";
import { EngineMessages } from "./engine";
import { engineAddress, watchEngine } from "./process/engineWatch";
import { Session } from "./process/session";
import type { ReadConfig } from "./process/settings";
import { imageProvider } from "./serving/images";
import { ruleProvider } from "./serving/rules";

/** The resource types this module serves. */
export type ResourceType = "RepoSyncRule" | "ManualImageSync";

/**
 * Gives the provider object in a resource's state its methods. The state holds only a call of this function, so old
 * resources are served by today's code. Must finish before its caller first awaits: the host uses the object at once.
 */
export function attach(type: ResourceType, provider: ResourceProvider, request: ConfigureRequest): void {
    endWithEngine();
    Object.assign(
        provider,
        makeProvider(type, (key) => request.config.get(key)),
    );
}

let watched = false;

/** A process whose engine is gone starts nothing more: what it made then, no state would know. */
function endWithEngine(): void {
    const address = engineAddress(process.argv[2]);
    if (address !== undefined && !watched) {
        watched = true;
        watchEngine(address, () => process.exit(1));
    }
}

/** A provider of one type for one configuration; `messages` default to the engine that started this process. */
export function makeProvider(
    type: ResourceType,
    config: ReadConfig,
    messages: Messages = new EngineMessages(engineAddress(process.argv[2])),
): ResourceProvider {
    return providers[type](Session.from(config), messages);
}

const providers: Readonly<Record<ResourceType, (session: Session, messages: Messages) => ResourceProvider>> = {
    RepoSyncRule: (session, messages) => ruleProvider(clouds, session, messages),
    ManualImageSync: (session, messages) => imageProvider(registries, session, messages),
};
