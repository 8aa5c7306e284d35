import type { ImageSyncSpec } from "../../../provider/model";
import type { Clock } from "../../../provider/process/clock";
import type { CallOptions, Copy, End, ImagePort, TaskState, Ticket } from "../../../provider/registry";
import { FakeImageCloud } from "./imageCloud";

/** A ticket that tells whose it is. */
interface PlacedTicket extends Ticket {
    readonly inner: Ticket;
}

/** A cloud with a namespace at each end, in memory: a fake cloud for each repository of the source. */
export class FakeImageNamespace implements ImagePort<ImageSyncSpec, PlacedTicket> {
    private readonly clouds = new Map<string, FakeImageCloud>();
    /** Repositories that the list still names, or that nobody may look into. */
    readonly vanished = new Set<string>();
    listed = 0;

    constructor(private readonly clock: Clock) {}

    /** One that is not there is made. */
    repository(name: string): FakeImageCloud {
        const cloud = this.clouds.get(name) ?? new FakeImageCloud(this.clock);
        this.clouds.set(name, cloud);
        return cloud;
    }

    get all(): readonly FakeImageCloud[] {
        return [...this.clouds.values()];
    }

    get calls(): number {
        return this.listed + this.all.reduce((sum, { calls }) => sum + calls.length, 0);
    }

    readonly repositories = async (): Promise<readonly string[]> => {
        this.listed++;
        return [...this.clouds.keys()];
    };

    async images(spec: ImageSyncSpec, end: End, names: readonly string[] | undefined) {
        const { repository = "" } = spec.source;
        const isGone = end === "source" && this.vanished.has(repository);
        return isGone ? undefined : this.repository(repository).images(spec, end, names);
    }

    async underway(spec: ImageSyncSpec, copies: readonly Copy[]) {
        const { repository = "" } = spec.source;
        const tickets = await this.repository(repository).underway(spec, copies);
        return new Map([...tickets].map(([tag, ticket]) => [tag, placed(repository, ticket)]));
    }

    async start(spec: ImageSyncSpec, copies: readonly Copy[]) {
        const { repository = "" } = spec.source;
        const started = await this.repository(repository).start(spec, copies);
        return new Map(
            [...started].map(([tag, outcome]) => [
                tag,
                "ticket" in outcome ? { ticket: placed(repository, outcome.ticket) } : outcome,
            ]),
        );
    }

    /** All repositories are asked about together. */
    async look(tickets: readonly PlacedTicket[]): Promise<ReadonlyMap<string, TaskState>> {
        const states = await Promise.all(
            tickets.map(async ({ key, inner, copy: _copy }) => {
                const [repository = ""] = key.split("#");
                return [key, (await this.repository(repository).look([inner])).get(inner.key)] as const;
            }),
        );
        return new Map(states.flatMap(([key, state]) => (state ? [[key, state] as const] : [])));
    }

    async host(_spec: ImageSyncSpec, _options: CallOptions): Promise<string | undefined> {
        return "registry.test";
    }
}

/** The ids of tasks are the repository's own in a fake cloud; they are made unique here. */
function placed(repository: string, inner: Ticket): PlacedTicket {
    const id = `${repository}#${inner.key}`;
    return { ...inner, key: id, taskId: id, inner };
}
