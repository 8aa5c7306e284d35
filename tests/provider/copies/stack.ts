import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { makeProvider } from "../../../provider";
import type { ImageSyncState } from "../../../provider/manualImageSync";
import type { SyncedImages } from "../../../provider/model";
import { PartialFailure } from "../../../provider/partial";
import { TestEnvironment } from "../fakes/environment";
import { KeptMessages } from "../fakes/messages";

export type Args = Readonly<Record<string, unknown>>;

/** What an `up` came to: `reasons` where it failed after something was begun. */
export interface Upped {
    readonly images: SyncedImages;
    readonly reasons: readonly string[];
}

/** Image syncs over the emulator: the provider as the engine uses it, one resource for each name. */
export class Stack {
    readonly messages = new KeptMessages();
    private provider: ResourceProvider;
    private readonly states = new Map<string, { id: string; outs: ImageSyncState; unfinished: boolean }>();

    private constructor(
        readonly emulator: Emulator,
        private readonly environment: TestEnvironment,
        private readonly config: Readonly<Record<string, string>>,
    ) {
        this.provider = this.process();
    }

    /** @param config instead of, or beside, the emulator's */
    static async start(config: Readonly<Record<string, string>> = {}, options: EmulatorOptions = {}): Promise<Stack> {
        const environment = new TestEnvironment();
        const emulator = await startEmulator(options);
        return new Stack(emulator, environment, { ...emulator.config, ...config });
    }

    async stop(): Promise<void> {
        await this.emulator.close();
        this.environment.restore();
    }

    /** A new provider process: nothing is remembered but the state. */
    restart(config: Readonly<Record<string, string>> = {}): void {
        this.provider = this.process(config);
    }

    /**
     * Creates, updates, or does nothing, as the engine would.
     * @throws what fails before anything is begun, and what `check` refuses
     */
    async up(args: Args, name = "release"): Promise<Upped> {
        const known = this.states.get(name);
        const inputs = await this.inputs(args, name);
        try {
            if (!known) {
                const made = await this.provider.create(inputs);
                this.keep(name, made.id, made.outs, false);
            } else if (known.unfinished || (await this.changes(args, name))) {
                const updated = await this.provider.update?.(known.id, known.outs, inputs);
                this.keep(name, known.id, updated?.outs, false);
            }
            return { images: this.images(name), reasons: [] };
        } catch (error) {
            if (!(error instanceof PartialFailure)) {
                throw error;
            }
            this.keep(name, error.id, error.properties, true);
            return { images: this.images(name), reasons: error.reasons };
        }
    }

    /** Whether a preview of these args shows a change. */
    async changes(args: Args, name = "release"): Promise<boolean> {
        const { id, outs } = this.known(name);
        const diff = await this.provider.diff?.(id, outs, await this.inputs(args, name));
        assert.deepEqual(diff?.replaces, []);
        return diff?.changes === true;
    }

    /** @returns the inputs that the preview compares the program with */
    async refresh(name = "release"): Promise<Args> {
        const { id, outs, unfinished } = this.known(name);
        const read = await this.provider.read?.(id, outs);
        this.keep(name, id, read?.props, unfinished);
        return (read as unknown as { inputs: Args }).inputs;
    }

    async destroy(name = "release"): Promise<void> {
        const { id, outs } = this.known(name);
        await this.provider.delete?.(id, outs);
        this.states.delete(name);
    }

    state(name = "release"): ImageSyncState {
        return this.known(name).outs;
    }

    images(name = "release"): SyncedImages {
        return this.known(name).outs.images ?? {};
    }

    private known(name: string) {
        return this.states.get(name) ?? assert.fail(`${name} was never made`);
    }

    private keep(name: string, id: string, outs: unknown, unfinished: boolean): void {
        // As through the engine's wire: what is not data is lost.
        this.states.set(name, { id, outs: JSON.parse(JSON.stringify(outs)) as ImageSyncState, unfinished });
    }

    private async inputs(args: Args, name: string): Promise<Record<string, unknown>> {
        const __urn = `urn:pulumi:stack::project::pulumi-nodejs:dynamic/imagesync:ManualImageSync::${name}`;
        const checked = await this.provider.check?.({}, { ...args, __urn });
        assert.deepEqual(checked?.failures ?? [], []);
        return checked?.inputs as Record<string, unknown>;
    }

    private process(config: Readonly<Record<string, string>> = {}): ResourceProvider {
        const all = { ...this.config, ...config };
        return makeProvider("ManualImageSync", (key) => all[key], this.messages);
    }
}

/** Of every image the status alone. */
export function statuses(images: SyncedImages): Record<string, string> {
    return Object.fromEntries(Object.entries(images).map(([name, { status }]) => [name, status]));
}
