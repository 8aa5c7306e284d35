import type { Clock, CloudContext, CloudEmulator } from "../types";
import { Identifiers } from "./identifiers";
import { RunningCloud } from "./runningCloud";
import { StateFile, type SavedWorld } from "./stateFile";

/** All clouds of one emulator, with their common identifiers and the file that keeps them. */
export class World {
    private readonly identifiers = new Identifiers();
    private readonly emulators: CloudEmulator[] = [];
    private readonly running = new Map<string, RunningCloud>();
    private readonly file: StateFile | undefined;

    constructor(
        private readonly clock: Clock,
        private readonly seed: boolean,
        stateFile: string | undefined,
    ) {
        this.file = stateFile === undefined ? undefined : new StateFile(stateFile, () => this.save());
    }

    /** Creates a cloud in this world. */
    add<C extends CloudEmulator>(create: (context: CloudContext) => C): C {
        let cloud: C | undefined = undefined;
        const emulator = create({
            clock: this.clock,
            seed: this.seed,
            id: (prefix) => this.identifiers.id(prefix),
            sequence: (name) => this.identifiers.sequence(name),
            changed: () => this.running.get(cloud?.name ?? "")?.changed(),
        });
        cloud = emulator;
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
            this.running.set(emulator.name, new RunningCloud(emulator, this.clock, () => this.file?.writeSoon()));
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

    private save(): SavedWorld {
        const clouds = Object.fromEntries(this.emulators.map((emulator) => [emulator.name, emulator.save()]));
        return { sequences: this.identifiers.save(), clouds };
    }

    private load(saved: SavedWorld): void {
        this.identifiers.load(saved.sequences);
        for (const emulator of this.emulators) {
            const state = saved.clouds[emulator.name];
            if (state === undefined) {
                continue;
            }
            try {
                emulator.load(state);
            } catch (error) {
                throw this.file?.unreadable(error) ?? error;
            }
        }
    }
}
