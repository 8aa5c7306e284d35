import { Registries } from "../registry";
import type { Clock, CloudContext, CloudEmulator } from "../types";
import { Identifiers } from "./identifiers";
import { RunningCloud } from "./runningCloud";
import { StateFile, type SavedWorld } from "./stateFile";

/** What a world is made of. */
export interface WorldOptions {
    readonly clock: Clock;
    readonly seed: boolean;
    readonly stateFile: string | undefined;
    /** The emulator's own port where it is fixed. */
    readonly afterPort: number | undefined;
}

/** All clouds of one emulator, with their common identifiers and registries, and the file that keeps them. */
export class World {
    private readonly identifiers = new Identifiers();
    private readonly emulators: CloudEmulator[] = [];
    private readonly running = new Map<string, RunningCloud>();
    private readonly file: StateFile | undefined;
    private readonly clock: Clock;
    private readonly seed: boolean;
    readonly registries: Registries;

    constructor({ clock, seed, stateFile, afterPort }: WorldOptions) {
        this.clock = clock;
        this.seed = seed;
        this.file = stateFile === undefined ? undefined : new StateFile(stateFile, () => this.save());
        const changed = (): void => this.persist();
        this.registries = new Registries({ clock, stateFile, afterPort, changed });
    }

    /** Creates a cloud in this world. */
    add<C extends CloudEmulator>(create: (context: CloudContext) => C): C {
        let cloud: C | undefined = undefined;
        const emulator = create({
            clock: this.clock,
            seed: this.seed,
            id: (prefix) => this.identifiers.id(prefix),
            sequence: (name) => this.identifiers.sequence(name),
            content: this.registries.content,
            hosts: { host: (registry) => this.registries.hostOf(emulator.name, registry) },
            changed: () => this.running.get(cloud?.name ?? "")?.changed(),
        });
        cloud = emulator;
        if (emulator.registries !== undefined) {
            this.registries.add(emulator.name, emulator.registries);
        }
        this.emulators.push(emulator);
        return emulator;
    }

    /**
     * Loads what was saved, over what the clouds began with; from here on changes are kept.
     * @throws Error that names the state file.
     */
    open(): readonly RunningCloud[] {
        const saved = this.file?.read();
        if (saved !== undefined) {
            this.load(saved);
        }
        for (const emulator of this.emulators) {
            this.running.set(emulator.name, new RunningCloud(emulator, this.clock, () => this.persist()));
        }
        this.file?.write();
        return [...this.running.values()];
    }

    /**
     * Writes the last changes.
     * @throws Error that names the state file.
     */
    close(): void {
        this.file?.write();
    }

    /** Writes soon; what happens before the world is open is written by opening it. */
    private persist(): void {
        if (this.running.size > 0) {
            this.file?.writeSoon();
        }
    }

    private save(): SavedWorld {
        const clouds = Object.fromEntries(this.emulators.map((emulator) => [emulator.name, emulator.save()]));
        return { sequences: this.identifiers.save(), clouds, registries: this.registries.save() };
    }

    private load(saved: SavedWorld): void {
        this.identifiers.load(saved.sequences);
        for (const emulator of this.emulators) {
            const state = saved.clouds[emulator.name];
            if (state === undefined) {
                continue;
            }
            this.loading(() => emulator.load(state));
        }
        // A file of an earlier version knows no content.
        if (saved.registries !== undefined) {
            this.loading(() => this.registries.load(saved.registries));
        }
    }

    /** @throws Error that names the state file. */
    private loading(load: () => void): void {
        try {
            load();
        } catch (error) {
            throw this.file?.unreadable(error) ?? error;
        }
    }
}
