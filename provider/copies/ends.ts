import type { ImageCloud, ImageEnd, ImageSyncSpec } from "../model";
import type { Place } from "../oci/copy";
import { openRegistry, type Registry } from "../oci/registry";
import type { Session } from "../process/session";
import type { CallOptions, End, RegistryAccessPort } from "../registry";

/** The registries that hold the ends of syncs: each is opened once in a process, for each account. */
export class Ends {
    private readonly registries = new Map<string, Promise<Registry>>();

    constructor(
        private readonly accessTo: (cloud: ImageCloud) => RegistryAccessPort,
        private readonly session: Session,
    ) {}

    /** The registry of an end. @throws what logging in throws */
    registry(spec: ImageSyncSpec, end: End, options: CallOptions): Promise<Registry> {
        const at = end === "source" ? spec.source : targetOf(spec);
        const key = keyOf(at);
        let registry = this.registries.get(key);
        if (!registry) {
            registry = this.open(at, options);
            this.registries.set(key, registry);
            registry.catch(() => this.registries.delete(key));
        }
        return registry;
    }

    /** A tag of an end. */
    async place(spec: ImageSyncSpec, end: End, tag: string, options: CallOptions): Promise<Place> {
        const registry = await this.registry(spec, end, options);
        return { registry, repository: repositoryOf(spec[end]), reference: tag };
    }

    private async open(end: ImageEnd, options: CallOptions): Promise<Registry> {
        const access = await this.accessTo(end.cloud).access(end, options);
        return openRegistry(access, { clock: this.session.clock, limits: this.session.limits });
    }
}

/** Logins of a cloud are for a whole instance; those of other registries may be for a part of the path. */
function keyOf({ cloud, account, region, instanceId, host, namespace, repository }: ImageEnd): string {
    const place = cloud === "generic" ? [host, namespace, repository] : [region, instanceId];
    return JSON.stringify([cloud, account, ...place].map((part) => part ?? null));
}

/** The repository of an end as its registry knows it. */
export function repositoryOf({ namespace, repository }: ImageEnd): string {
    return [namespace, repository].filter((part) => part !== undefined).join("/");
}

/**
 * Within one cloud, or one host, a target is reached with the source's credentials, where it names none of its own.
 */
function targetOf({ source, target }: ImageSyncSpec): ImageEnd {
    const shares = target.cloud === source.cloud && target.host === source.host;
    return { ...target, account: target.account ?? (shares ? source.account : undefined) };
}
