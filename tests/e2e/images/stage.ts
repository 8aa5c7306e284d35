import assert from "node:assert/strict";
import { type Clock, type Emulator, startEmulator } from "../../../emulator";
import type { SyncedImage } from "../../../provider/model";
import { Project, type RecordedResource } from "../harness/project";
import type { ImageRow } from "./rows/row";

/** An image sync as the scratch program declares it: the repository's name, and options. */
export interface Declared {
    readonly name: string;
    readonly repository: string;
    readonly options: object;
    /** A tag whose reference is exported under the sync's name. */
    readonly reference?: string;
}

const declaring = `
const { ManualImageSync } = require("pulumi-imagesync");
for (const { name, args, reference } of require("./syncs.json")) {
    const sync = new ManualImageSync(name, args);
    if (reference) exports[name] = sync.imageReference(reference);
}
`;

/** Real time, which a test may put forward: for tasks that are to end now. */
class Time implements Clock {
    private ahead = 0;

    now(): number {
        return Date.now() + this.ahead;
    }

    advance(seconds: number): void {
        this.ahead += seconds * 1000;
    }
}

/** A stack that syncs images of one emulated cloud. */
export class Stage {
    private constructor(
        readonly row: ImageRow,
        readonly emulator: Emulator,
        readonly project: Project,
        readonly time: Time,
    ) {}

    static async open(row: ImageRow, syncSeconds: number): Promise<Stage> {
        const time = new Time();
        const emulator = await startEmulator({ clock: time, syncSeconds });
        try {
            return new Stage(row, emulator, await Project.create(emulator.config), time);
        } catch (error) {
            await emulator.close();
            throw error;
        }
    }

    async close(): Promise<void> {
        this.project.remove();
        await this.emulator.close();
    }

    /** Makes a repository in the source, with these tags. */
    fill(repository: string, tags: readonly string[]): void {
        this.row.add(this.emulator, repository);
        tags.forEach((tag) => this.row.push(this.emulator, "source", repository, tag));
    }

    /** Makes these syncs the program. */
    declare(...syncs: readonly Declared[]): void {
        const rows = syncs.map(({ name, repository, options, reference }) => ({
            name,
            args: { ...this.row.ends(repository), ...options },
            reference,
        }));
        this.project.data("syncs.json", rows);
        this.project.program(declaring);
    }

    /** A sync in the state. */
    sync(name: string): RecordedResource {
        const sync = this.project.resources().find(({ urn }) => urn.endsWith(`:ManualImageSync::${name}`));
        assert.ok(sync, `no image sync ${name} in the state`);
        return sync;
    }

    /** The images of a sync in the state, by target tag. */
    images(name: string): Record<string, SyncedImage> {
        return this.sync(name).outputs.images as Record<string, SyncedImage>;
    }

    /** The tags of a sync in the state with this status. */
    tagsThatAre(status: SyncedImage["status"], name: string): string[] {
        const images = Object.entries(this.images(name));
        return images.filter(([, image]) => image.status === status).map(([tag]) => tag);
    }

    /** What the target holds is what the source holds, under these tags: `from` to `to`. */
    assertSame(repository: string, tags: readonly (string | readonly [from: string, to: string])[]): void {
        for (const tag of tags) {
            const [from, to] = typeof tag === "string" ? [tag, tag] : tag;
            const held = this.row.digest(this.emulator, "source", repository, from);
            assert.match(held ?? "", /^sha256:[0-9a-f]{64}$/);
            assert.equal(this.row.digest(this.emulator, "target", repository, to), held, `${repository}:${to}`);
        }
    }

    /** How many requests began syncs so far. */
    starts(): number {
        return this.emulator.requests.count({ action: this.row.start.action });
    }

    /** The tags of tasks that began after the first `count` of them; where the cloud has tasks. */
    begun(count = 0): string[] {
        return (this.row.tasks?.all(this.emulator) ?? []).slice(count).map(({ tag }) => tag);
    }

    /**
     * Runs `act`, and asserts that it began a sync of these tags, each once, and of no other.
     * @param refused how many calls the cloud throttled: those are sent again
     * @returns what `act` did
     */
    async begins<T>(tags: readonly string[], act: () => Promise<T>, refused = () => 0): Promise<T> {
        const [starts, begun] = [this.starts(), this.begun().length];
        const done = await act();
        const calls = this.row.start.perTag ? tags.length : Math.min(1, tags.length);
        const made = this.starts() - starts;
        const most = calls + refused();
        assert.ok(calls <= made && made <= most, `${made} calls of ${this.row.start.action}, not ${calls} to ${most}`);
        if (this.row.tasks) {
            assert.deepEqual(this.begun(begun).sort(), [...tags].sort());
        }
        return done;
    }
}
