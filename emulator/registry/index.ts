import path from "node:path";
import { z } from "zod";
import type { Clock, CloudName } from "../types";
import { BlobFolder } from "./content/folder";
import { ContentStore } from "./content/store";
import { Ports } from "./hosts/ports";
import type { RegistryBackend } from "./port";
import type { RegistryConsole, RegistryHost } from "./console";
import type { ChunkRule } from "./protocol/uploading";
import { RegistryServer, STORAGE } from "./server";

const saved = z.object({ content: z.unknown(), ports: z.record(z.string(), z.number()) });

/** What the registries of an emulator need to know. */
export interface RegistriesOptions {
    readonly clock: Clock;
    /** The emulator's own port where it is fixed: the registries take the free ones after it. */
    readonly afterPort: number | undefined;
    /** The emulator's state file: blobs that are too large for it are kept in a folder beside it. */
    readonly stateFile: string | undefined;
    /** Called after every change of content or ports. */
    readonly changed: () => void;
}

/** The OCI registries of all clouds: one content store, and a port for each registry. */
export class Registries implements RegistryConsole {
    readonly content: ContentStore;
    private readonly backends = new Map<CloudName, RegistryBackend>();
    private readonly ports: Ports;
    private readonly server: RegistryServer;

    constructor(private readonly options: RegistriesOptions) {
        const { stateFile, afterPort, clock } = options;
        const place = stateFile === undefined ? undefined : `${path.resolve(stateFile)}.blobs`;
        this.content = new ContentStore(new BlobFolder(place), options.changed);
        this.server = new RegistryServer({
            content: this.content,
            clock,
            backend: (cloud) => this.backends.get(cloud),
            address: (host) => this.address(host),
        });
        this.ports = new Ports((host, incoming, outgoing) => {
            void this.server.serve(host, incoming, outgoing);
        }, afterPort);
    }

    add(cloud: CloudName, backend: RegistryBackend): void {
        this.backends.set(cloud, backend);
    }

    /** Listens for every registry that there is now. */
    async open(): Promise<void> {
        const sites = this.sites().map(({ cloud, registry }) => `${cloud}/${registry}`);
        if (await this.ports.open([...sites, STORAGE])) {
            this.options.changed();
        }
    }

    get faults(): RegistryConsole["faults"] {
        return this.server.faults;
    }

    get requests(): RegistryConsole["requests"] {
        return this.server.log;
    }

    get storageHost(): string {
        return this.address(STORAGE);
    }

    async hosts(): Promise<readonly RegistryHost[]> {
        await this.open();
        return this.sites().map((site) => ({ ...site, host: this.hostOf(site.cloud, site.registry) }));
    }

    async host(cloud: CloudName, registry: string): Promise<string> {
        await this.open();
        return this.hostOf(cloud, registry);
    }

    demandChunks(cloud: CloudName, registry: string, rule: ChunkRule | undefined): void {
        const { rules } = this.server.uploading;
        if (rule === undefined) {
            rules.delete(`${cloud}/${registry}`);
        } else {
            rules.set(`${cloud}/${registry}`, rule);
        }
    }

    /** `127.0.0.1:<port>` of a registry. @throws Error for one that does not listen (yet). */
    hostOf(cloud: CloudName, registry: string): string {
        return this.address(`${cloud}/${registry}`);
    }

    async close(): Promise<void> {
        await this.ports.close();
        await this.server.uploading.close();
        this.content.folder.close();
    }

    save(): unknown {
        return { content: this.content.save(), ports: this.ports.save() } satisfies z.infer<typeof saved>;
    }

    /** @throws Error for data that `save` has not given. */
    load(state: unknown): void {
        const { content, ports } = saved.parse(state);
        this.content.load(content);
        this.ports.load(ports);
    }

    private sites(): Omit<RegistryHost, "host">[] {
        return [...this.backends].flatMap(([cloud, backend]) =>
            backend.sites().map(({ name }) => ({ cloud, registry: name })),
        );
    }

    private address(host: string): string {
        const address = this.ports.address(host);
        if (address === undefined) {
            throw new Error(`${host} does not listen`);
        }
        return address;
    }
}
