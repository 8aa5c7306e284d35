import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { inspect } from "node:util";
import { type Emulator, type Fault, ManualClock, startEmulator } from "../../../../emulator";
import type { CloudImageSyncSpec } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import type { Copy, End, HeldImages, ImagePort, Started, TaskState, Ticket } from "../../../../provider/registry";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";
import { digestOfText, type ImageCase, specOf } from "./case";

/** One adapter at its emulated cloud, whose time stands still until it is moved. */
export class Bench {
    readonly clock = new FakeClock();
    readonly spec: CloudImageSyncSpec;
    port: ImagePort;

    private constructor(
        readonly row: ImageCase,
        readonly emulator: Emulator,
        private readonly time: ManualClock,
        private readonly environment: TestEnvironment,
    ) {
        this.spec = specOf(row);
        this.port = this.connect();
    }

    static async open(row: ImageCase): Promise<Bench> {
        const environment = new TestEnvironment();
        const time = new ManualClock(Date.now());
        return new Bench(row, await startEmulator({ clock: time }), time, environment);
    }

    async close(): Promise<void> {
        await this.emulator.close();
        this.environment.restore();
    }

    /** An adapter that knows nothing of the first: as another process has it. */
    connect(changes: Readonly<Record<string, string>> = {}): ImagePort {
        const config: Readonly<Record<string, string>> = { ...this.emulator.config, ...changes };
        return this.row.connect(Session.from((key) => config[key], this.clock));
    }

    options() {
        return { deadline: this.clock.now() + 60_000 };
    }

    /** Moves the cloud's time. */
    pass(seconds: number): void {
        this.time.advance(seconds * 1000);
    }

    /** Pushes tags; the images of one end differ from those of the other. */
    push(end: End, tags: readonly string[], spec: CloudImageSyncSpec = this.spec): void {
        const { console } = this.row;
        console.add(this.emulator, spec[end]);
        for (const tag of tags) {
            console.push(this.emulator, spec[end], tag, digestOfText(`${end} ${tag}`));
        }
    }

    /** What the console shows of a tag. */
    digest(end: End, tag: string, spec: CloudImageSyncSpec = this.spec): string | undefined {
        return this.row.console.digest(this.emulator, spec[end], tag);
    }

    images(end: End, names?: readonly string[], spec: CloudImageSyncSpec = this.spec): Promise<HeldImages | undefined> {
        return this.port.images(spec, end, names, this.options());
    }

    start(copies: readonly Copy[], spec: CloudImageSyncSpec = this.spec, port: ImagePort = this.port) {
        return port.start(spec, copies, this.options());
    }

    underway(copies: readonly Copy[], spec: CloudImageSyncSpec = this.spec): Promise<ReadonlyMap<string, Ticket>> {
        if (this.port.underway === undefined) {
            throw new Error("the port has no underway");
        }
        return this.port.underway(spec, copies, this.options());
    }

    look(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, TaskState>> {
        if (this.port.look === undefined) {
            throw new Error("the port has no look");
        }
        return this.port.look(tickets, this.options());
    }

    /** Starts one copy that the cloud has to accept, and hands out its ticket. */
    async ticket(copy: Copy, spec: CloudImageSyncSpec = this.spec, port: ImagePort = this.port): Promise<Ticket> {
        const started = (await this.start([copy], spec, port)).get(copy.target);
        assert.ok(started && "ticket" in started, `no ticket: ${shown(started)}`);
        return started.ticket;
    }

    /** Starts copies, lets their time pass, and tells by target tag how each ended: `done` or `failed`. */
    async outcomes(copies: readonly Copy[], spec: CloudImageSyncSpec = this.spec): Promise<Record<string, string>> {
        const started = await this.start(copies, spec);
        this.pass(60);
        const tickets = [...started.values()].flatMap((each) => ("ticket" in each ? [each.ticket] : []));
        const states = tickets.length > 0 ? await this.look(tickets) : new Map<string, TaskState>();
        const phase = (each: Started) =>
            "ticket" in each ? states.get(each.ticket.key)?.phase : "done" in each ? "done" : "failed";
        return Object.fromEntries([...started].map(([tag, each]) => [tag, phase(each) ?? "not to be seen"]));
    }

    fail(action: string | RegExp | undefined, kind: Fault["kind"], times = 1): void {
        this.emulator.faults.add({ cloud: this.row.cloud, action, kind, times });
    }

    /** What is in the home folder of this process. */
    written(): string[] {
        return readdirSync(this.environment.home);
    }

    /** How often an action was asked for. */
    count(action: string | RegExp): number {
        return this.emulator.requests.count({ cloud: this.row.cloud, action });
    }
}

/** The error of a copy that was not started. */
export function errorOf(started: Started | undefined): unknown {
    assert.ok(started && "error" in started, `no error: ${shown(started)}`);
    return started.error;
}

function shown(started: Started | undefined): string {
    return started && "error" in started ? String(started.error) : inspect(started);
}
