import path from "node:path";
import { z } from "zod";
import type { Clock, CloudName } from "../types";
import { BlobFolder } from "./content/folder";
import { ContentStore } from "./content/store";
import { Ports } from "./hosts/ports";
import type { RegistryBackend } from "./port";
import { RegistryServer } from "./server";

/** The host that serves blobs, as a cloud's object storage does. */
const STORAGE = "storage";

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
export class Registries {
    readonly content: ContentStore;
    private readonly backends = new Map<string, RegistryBackend>();
    private readonly ports: Ports;
    private readonly server: RegistryServer;

    constructor(private readonly options: RegistriesOptions) {
        const { stateFile, afterPort, clock } = options;
        const place = stateFile === undefined ? undefined : `${path.resolve(stateFile)}.blobs`;
        this.content = new ContentStore(new BlobFolder(place), options.changed);
        this.server = new RegistryServer(this.content, clock, (host) => this.ports.address(host));
        this.ports = new Ports((host, incoming, outgoing) => {
            void this.server.serve(host, incoming, outgoing);
        }, afterPort);
    }

    add(cloud: CloudName, backend: RegistryBackend): void {
        this.backends.set(cloud, backend);
    }

    /** Listens for every registry that there is now. */
    async open(): Promise<void> {
        const sites = [...this.backends].flatMap(([cloud, backend]) =>
            backend.sites().map(({ name }) => `${cloud}/${name}`),
        );
        if (await this.ports.open([...sites, STORAGE])) {
            this.options.changed();
        }
    }

    /** `127.0.0.1:<port>` of a registry. @throws Error for one that does not listen (yet). */
    host(cloud: CloudName, name: string): string {
        const address = this.ports.address(`${cloud}/${name}`);
        if (address === undefined) {
            throw new Error(`the registry ${name} of ${cloud} does not listen`);
        }
        return address;
    }

    async close(): Promise<void> {
        await this.ports.close();
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
}
