import type { ImageEnd } from "../model";
import type { RegistryAccess } from "../oci/registry/port";
import type { CallOptions } from "./common";

/**
 * What the copy between registries asks of whoever knows how to log in to one: a cloud, by temporary logins of its own
 * API; any other registry, by configured ones.
 *
 * Logins are kept for all ends of one account, region and instance until shortly before they expire, and asked for by
 * one request however many wait for it; that request is bounded by itself and not by the call that came first.
 */
export interface RegistryAccessPort {
    /**
     * The registry that holds an end, and its login. `end.account` alone says whose: a target that shares its source's
     * account is to be given it before.
     * @throws ImageSyncError `unauthorized` without the right to log in, `notFound` for an instance that is not there,
     * `unsupported` where none of its endpoints is open; each says what to do
     */
    access(end: ImageEnd, options: CallOptions): Promise<RegistryAccess>;
}
