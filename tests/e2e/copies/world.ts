import assert from "node:assert/strict";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import type { SyncedImage } from "../../../provider/model";
import { RealRegistry } from "../../tools/registry";
import { Skopeo } from "../../tools/skopeo";
import { Project, type RecordedResource } from "../harness/project";

/** An image sync as the scratch program declares it. */
interface Sync {
    readonly name: string;
    readonly args: object;
}

const declaring = `
const { ManualImageSync } = require("pulumi-imagesync");
for (const { name, args } of require("./syncs.json")) new ManualImageSync(name, args);
`;

/** The three emulated clouds with their registries, a docker-registry beside them, a foreign client, and a stack. */
export class World {
    private constructor(
        readonly emulator: Emulator,
        readonly registry: RealRegistry,
        readonly skopeo: Skopeo,
        readonly project: Project,
    ) {}

    /** @param login whether the docker-registry wants its login */
    static async open({ login, ...options }: EmulatorOptions & { login?: boolean } = {}): Promise<World> {
        const emulator = await startEmulator(options);
        const begun: { close(): Promise<void> }[] = [emulator];
        try {
            const registry = await RealRegistry.start({ login });
            begun.push({ close: () => registry.stop() });
            return new World(emulator, registry, new Skopeo(), await Project.create(emulator.config));
        } catch (error) {
            await Promise.all(begun.map((each) => each.close()));
            throw error;
        }
    }

    async close(): Promise<void> {
        this.project.remove();
        this.skopeo.remove();
        await this.registry.stop();
        await this.emulator.close();
    }

    /** Makes these syncs the program. */
    declare(...syncs: readonly Sync[]): void {
        this.project.data("syncs.json", syncs);
        this.project.program(declaring);
    }

    /** A sync in the state. */
    sync(name: string): RecordedResource {
        const sync = this.project.resources().find(({ urn }) => urn.endsWith(`:ManualImageSync::${name}`));
        assert.ok(sync, `no image sync ${name} in the state`);
        return sync;
    }

    /** The images of a sync in the state. */
    images(name: string): Record<string, SyncedImage> {
        return this.sync(name).outputs.images as Record<string, SyncedImage>;
    }

    /** Every tag that was put into a registry since `from`, as `host/repository:tag`, sorted; no manifest by digest. */
    tagsPut(from: Mark): string[] {
        const { requests } = this.emulator.registries;
        const emulated = requests.all({ operation: "putManifest" }).slice(from.puts);
        const real = this.registry.requests().slice(from.real).filter(isPut);
        return [...emulated, ...real.map(({ path }) => ({ host: this.registry.host, path }))]
            .flatMap(({ host, path }) => {
                const [, repository, tag] = /^\/v2\/(.+)\/manifests\/([^:]+)$/.exec(path) ?? [];
                return tag === undefined ? [] : [`${host}/${repository}:${tag}`];
            })
            .sort();
    }

    /** How much has been asked of all registries until now. */
    mark(): Mark {
        const { requests } = this.emulator.registries;
        return {
            puts: requests.count({ operation: "putManifest" }),
            emulated: requests.count(),
            real: this.registry.requests().length,
        };
    }

    /** The storage that registries redirect to is another origin: whoever asked it never showed it a credential. */
    assertStorageSawNoCredential(): void {
        const reads = this.emulator.registries.requests.all({ operation: "readStorage" });
        assert.ok(reads.length > 0);
        assert.deepEqual(
            reads.filter(({ hasAuthorization }) => hasAuthorization),
            [],
        );
    }
}

/** A moment in the logs of all registries. */
interface Mark {
    readonly puts: number;
    readonly emulated: number;
    readonly real: number;
}

function isPut({ method, path, status }: { method: string; path: string; status: number }): boolean {
    return method === "PUT" && status === 201 && path.includes("/manifests/");
}
