import type { CloudName } from "../types";
import type { RegistryFaults } from "./faults";
import type { RegistryLog } from "./log";
import type { ChunkRule } from "./protocol/uploading";

/** A registry that listens. */
export interface RegistryHost {
    readonly cloud: CloudName;
    /** The cloud's name of the registry, such as `cri-hub` or `cn-north-4`. */
    readonly registry: string;
    /** `127.0.0.1:<port>`, what an image's name begins with. */
    readonly host: string;
}

/** The console of the OCI registries: what happens beside their protocol. */
export interface RegistryConsole {
    /** Every registry that there is now; what a cloud's console has added a moment ago listens when this resolves. */
    hosts(): Promise<readonly RegistryHost[]>;
    /**
     * The same of one registry.
     * @throws Error where the cloud has no such registry.
     */
    host(cloud: CloudName, registry: string): Promise<string>;
    /** `127.0.0.1:<port>` of the storage that blobs are read from. */
    readonly storageHost: string;
    /** Bad days to come. */
    readonly faults: Pick<RegistryFaults, "add" | "clear">;
    /** What was asked so far, of registries and storage. */
    readonly requests: Pick<RegistryLog, "all" | "count" | "clear">;
    /** What a registry demands of uploads; undefined, as at first, for nothing. */
    demandChunks(cloud: CloudName, registry: string, rule: ChunkRule | undefined): void;
}
