import type { Clock } from "../../process/clock";
import { Limits } from "../../limits";
import { Authorizer } from "./auth/authorizer";
import { hasBlob, pullBlob } from "./blobs/pull";
import { pushBlob } from "./blobs/push";
import { mountBlob } from "./blobs/upload";
import { manifest, pushManifest, resolve } from "./content/manifests";
import { referrers } from "./content/referrers";
import { tags } from "./content/tags";
import type { Registry, RegistryAccess } from "./port";
import { addressOf, fullName } from "./wire/address";
import { Conversation } from "./wire/conversation";
import { Scheme } from "./wire/scheme";
import { sharedTransport, type Transport } from "./wire/transport";

export type * from "./port";
export { Transport, wireLimits } from "./wire/transport";

/** What a registry's client shares with others. */
export interface RegistrySettings {
    readonly clock: Clock;
    /** Default: the process's own connections. */
    readonly transport?: Transport;
    /** Default: one for this client. Clients of one host that share it keep its limit together. */
    readonly limits?: Limits;
}

/**
 * A client of one registry. Nothing is sent before the first request; tokens, and what the registry has told about
 * itself, are kept as long as the client is.
 * @throws ImageSyncError `invalid` for a host that is no host name with an optional port
 */
export function openRegistry(access: RegistryAccess, settings: RegistrySettings): Registry {
    const { clock, transport = sharedTransport, limits = new Limits(clock) } = settings;
    const address = addressOf(access.host, access.insecure ?? false);
    const scheme = new Scheme(address, transport);
    const authorizer = new Authorizer(access, { address, transport, clock });
    const talk = new Conversation({ address, transport, clock, scheme, authorizer, limits });
    const full = (repository: string) => fullName(address, repository);
    return {
        host: access.host,
        identity: `${access.host} ${access.tried}`,
        resolve: (repository, reference, options) => resolve(talk, full(repository), reference, options),
        manifest: (repository, reference, options) => manifest(talk, full(repository), reference, options),
        tags: (repository, options) => tags(talk, full(repository), options),
        referrers: (repository, digest, options) => referrers(talk, full(repository), digest, options),
        hasBlob: (repository, digest, options) => hasBlob(talk, full(repository), digest, options),
        pullBlob: (repository, blob, options) => pullBlob(talk, full(repository), blob, options),
        mountBlob: (repository, digest, from, options) =>
            mountBlob(talk, full(repository), digest, full(from), options),
        pushBlob: (repository, blob, bytes, options) => pushBlob(talk, full(repository), blob, bytes, options),
        pushManifest: (repository, reference, manifest, options) =>
            pushManifest(talk, full(repository), reference, manifest, options),
    };
}
