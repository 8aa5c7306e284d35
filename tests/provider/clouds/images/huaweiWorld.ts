import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../../emulator";
import { HuaweiImages, type HuaweiTicket } from "../../../../provider/clouds/huawei/images";
import type { Rate } from "../../../../provider/limits";
import type { CloudImageEnd, CloudImageSyncSpec } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import type { Started, TaskState } from "../../../../provider/registry";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";
import { copiesOf } from "./case";

export const sourceRegion = "cn-north-4";
export const targetRegion = "ap-southeast-3";
export const path = "team/backend/new";
export const targetPath = "prod/backend/new";

interface Changes extends Partial<Omit<CloudImageSyncSpec, "source" | "target">> {
    readonly source?: Partial<CloudImageEnd>;
    readonly target?: Partial<CloudImageEnd>;
}

/** A sync of a nested repository, whose slash is `$` on the wire. */
export function specOf({ source, target, ...options }: Changes = {}): CloudImageSyncSpec {
    const repository = "backend/new";
    return {
        source: { cloud: "huawei", region: sourceRegion, namespace: "team", repository, ...source },
        target: { cloud: "huawei", region: targetRegion, namespace: "prod", repository, ...target },
        override: false,
        wait: true,
        timeoutSeconds: 3600,
        ...options,
    };
}

/** A gate that keeps nobody waiting, and keeps what it was asked for. */
export class OpenGate {
    readonly calls: { readonly name: string; readonly rate: Rate }[] = [];

    run<T>(name: string, rate: Rate, call: () => Promise<T>): Promise<T> {
        this.calls.push({ name, rate });
        return call();
    }
}

/** The adapter at the emulated cloud, whose time stands still until it is moved. */
export class HuaweiWorld {
    readonly clock = new FakeClock();
    readonly gate: { run: OpenGate["run"]; readonly calls: OpenGate["calls"] } = new OpenGate();
    readonly port: HuaweiImages;

    private constructor(
        readonly emulator: Emulator,
        private readonly time: ManualClock,
        private readonly environment: TestEnvironment,
        config: Readonly<Record<string, string>>,
    ) {
        this.port = this.connect(config);
    }

    /** A repository without tags in the source; the target has its organization alone. */
    static async open(config: Readonly<Record<string, string>> = {}): Promise<HuaweiWorld> {
        const environment = new TestEnvironment();
        const time = new ManualClock(Date.now());
        const emulator = await startEmulator({ clock: time });
        emulator.huawei.addRepository(sourceRegion, path);
        emulator.huawei.syncSeconds = 8;
        return new HuaweiWorld(emulator, time, environment, config);
    }

    async close(): Promise<void> {
        await this.emulator.close();
        this.environment.restore();
    }

    /** An adapter that knows nothing of the first. */
    connect(changes: Readonly<Record<string, string>> = {}): HuaweiImages {
        const config: Readonly<Record<string, string>> = { ...this.emulator.config, ...changes };
        const session = Session.from((key) => config[key], this.clock);
        return new HuaweiImages(Object.assign(session, { limits: this.gate }));
    }

    get huawei() {
        return this.emulator.huawei;
    }

    options() {
        return { deadline: this.clock.now() + 60_000 };
    }

    /** Moves the time of the cloud and of the adapter. */
    pass(seconds: number): void {
        this.time.advance(seconds * 1000);
        this.clock.advance(seconds * 1000);
    }

    push(...tags: string[]): void {
        for (const tag of tags) {
            this.huawei.pushTag(sourceRegion, path, tag, { content: `source ${tag}` });
        }
    }

    start(tags: readonly string[], spec: CloudImageSyncSpec = specOf(), port: HuaweiImages = this.port) {
        return port.start(spec, copiesOf(...tags), this.options());
    }

    /** Starts syncs that the cloud has to accept. */
    async tickets(tags: readonly string[], spec?: CloudImageSyncSpec, port?: HuaweiImages): Promise<HuaweiTicket[]> {
        const started = await this.start(tags, spec, port);
        return tags.map((tag) => ticketOf(started.get(tag)));
    }

    underway(tags: readonly string[], spec: CloudImageSyncSpec = specOf()): Promise<ReadonlyMap<string, HuaweiTicket>> {
        return this.port.underway(spec, copiesOf(...tags), this.options());
    }

    /** The states of tickets, in their order. */
    async look(tickets: readonly HuaweiTicket[]): Promise<(TaskState | undefined)[]> {
        const states = await this.port.look(tickets, this.options());
        return tickets.map(({ key }) => states.get(key));
    }

    async phases(tickets: readonly HuaweiTicket[]): Promise<(string | undefined)[]> {
        return (await this.look(tickets)).map((state) => state?.phase);
    }

    /** The ids of the source's jobs, oldest first. */
    ids(): string[] {
        return this.huawei.syncJobs(sourceRegion, path).map(({ id }) => String(id));
    }

    /** Syncs by the hand of a colleague. */
    async colleague(tags: readonly string[], spec?: CloudImageSyncSpec): Promise<void> {
        await this.tickets(tags, spec, this.connect());
    }

    count(action: string): number {
        return this.emulator.requests.count({ cloud: "huawei", action });
    }
}

export function ticketOf(started: Started<HuaweiTicket> | undefined): HuaweiTicket {
    assert.ok(started && "ticket" in started, `no ticket: ${JSON.stringify(started)}`);
    return started.ticket;
}
