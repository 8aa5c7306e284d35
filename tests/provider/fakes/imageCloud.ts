import { alibabaImages } from "../../../provider/clouds/alibaba/images/capabilities";
import { ImageSyncError } from "../../../provider/errors";
import type { ImageSyncSpec } from "../../../provider/model";
import type { Clock } from "../../../provider/process/clock";
import type {
    Copy,
    End,
    HeldImage,
    ImageCapabilities,
    ImagePort,
    Started,
    TaskState,
    Ticket,
} from "../../../provider/registry";

/** How a task goes: to its end, to an end without the image, nowhere, or out of sight. */
export type Fate =
    | { readonly kind: "done" | "hold" | "vanish" | "empty" }
    | { readonly kind: "fail"; readonly issue: string; readonly passing?: boolean }
    | { readonly kind: "refused" | "lost" | "never" };

interface Task {
    readonly id: string;
    readonly copy: Copy;
    readonly digest: string;
    readonly startedAt: number;
    readonly endsAt: number;
    readonly fate: Fate;
    settled: boolean;
    cancelled: boolean;
}

/** A cloud with one repository at each end, in memory; time is the clock's. */
export class FakeImageCloud implements ImagePort {
    readonly source = new Map<string, HeldImage>();
    readonly target = new Map<string, HeldImage>();
    readonly tasks: Task[] = [];
    /** What becomes of the next tasks of a target tag, in this order; then all is well. */
    readonly plans = new Map<string, Fate[]>();
    /** Target tags that were sent although the target was right already. */
    readonly needless: string[] = [];
    /** What was asked, in order. */
    readonly calls: string[] = [];
    /** Thrown by the next questions about tasks, one each. */
    readonly trouble: Error[] = [];
    seconds = 2;
    readable = true;
    overwrites = true;
    hostName: string | undefined = "registry.test";

    readonly capabilities: ImageCapabilities;

    constructor(private readonly clock: Clock) {
        this.capabilities = {
            cloud: "alibaba",
            product: "Test Cloud",
            schema: alibabaImages.schema,
            matcher: (filter) => (tag) => new RegExp(`^(?:${filter})$`).test(tag),
            readable: () => this.readable,
        };
    }

    push(tag: string, content: string): string {
        const digest = digestOf(content);
        this.source.set(tag, { digest, sizeBytes: 1000 + content.length });
        return digest;
    }

    plan(tag: string, ...fates: Fate[]): void {
        this.plans.set(tag, [...(this.plans.get(tag) ?? []), ...fates]);
    }

    /** Somebody else starts a task. */
    startBehind(copy: Copy): string {
        return this.begin(copy, { kind: "done" }).id;
    }

    /** Target tags for which a task was begun, in order. */
    get started(): string[] {
        return this.tasks.map(({ copy }) => copy.target);
    }

    count(call: string): number {
        return this.calls.filter((each) => each === call).length;
    }

    async images(_spec: ImageSyncSpec, end: End, names: readonly string[] | undefined) {
        this.calls.push(`images ${end}`);
        this.settle();
        const all = end === "source" ? this.source : this.target;
        return new Map([...all].filter(([tag]) => names === undefined || names.includes(tag)));
    }

    async underway(_spec: ImageSyncSpec, copies: readonly Copy[]): Promise<ReadonlyMap<string, Ticket>> {
        this.calls.push("underway");
        this.settle();
        const moving = this.tasks.filter((task) => this.moves(task) && task.fate.kind !== "vanish");
        return new Map(
            copies.flatMap((copy) => {
                const task = moving.find(
                    (each) => each.copy.target === copy.target && each.copy.source === copy.source,
                );
                return task ? [[copy.target, this.ticket(task)] as const] : [];
            }),
        );
    }

    async start(_spec: ImageSyncSpec, copies: readonly Copy[]): Promise<ReadonlyMap<string, Started>> {
        this.calls.push("start");
        return new Map(copies.map((copy) => [copy.target, this.startOne(copy)]));
    }

    async look(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, TaskState>> {
        this.calls.push("look");
        const trouble = this.trouble.shift();
        if (trouble) {
            throw trouble;
        }
        this.settle();
        return new Map(
            tickets.flatMap(({ key }) => {
                const task = this.tasks.find(({ id }) => id === key);
                return task && task.fate.kind !== "vanish" ? [[key, this.state(task)] as const] : [];
            }),
        );
    }

    async detail(ticket: Ticket): Promise<TaskState | undefined> {
        this.calls.push("detail");
        const task = this.tasks.find(({ id }) => id === ticket.key);
        const done = task ? Math.min(10, Math.floor((this.clock.now() - task.startedAt) / 100)) : 0;
        return task && { ...this.state(task), layers: { done: 1, total: 3 }, bytes: { done, total: 10 } };
    }

    async cancel(ticket: Ticket): Promise<void> {
        this.calls.push(`cancel ${ticket.key}`);
        this.settle();
        this.tasks.filter(({ id }) => id === ticket.key).forEach((task) => (task.cancelled = this.moves(task)));
    }

    async host(): Promise<string | undefined> {
        return this.hostName;
    }

    /** Lets every task that is held go on. */
    settle(): void {
        for (const task of this.tasks.filter((each) => !each.settled && !each.cancelled)) {
            if (this.clock.now() >= task.endsAt && task.fate.kind !== "hold") {
                task.settled = true;
                const image = this.imageOf(task.digest);
                if (task.fate.kind === "done" && image) {
                    this.target.set(task.copy.target, image);
                }
            }
        }
    }

    private readonly known = new Map<string, HeldImage>();

    private imageOf(digest: string): HeldImage | undefined {
        return this.known.get(digest);
    }

    private startOne(copy: Copy): Started {
        this.settle();
        if (this.readable && this.target.get(copy.target)?.digest === this.source.get(copy.source)?.digest) {
            this.needless.push(copy.target);
        }
        const [fate = { kind: "done" }, ...rest] = this.plans.get(copy.target) ?? [];
        this.plans.set(copy.target, rest);
        const error = { cloud: "alibaba", action: "CreateRepoSyncTask" } as const;
        if (fate.kind === "refused") {
            const code = "NoPrivilege";
            return { error: new ImageSyncError({ ...error, kind: "unauthorized", problem: "no right", code }) };
        }
        if (fate.kind === "never" || fate.kind === "lost") {
            if (fate.kind === "lost") {
                this.begin(copy, { kind: "done" });
            }
            return { error: new ImageSyncError({ ...error, kind: "transient", problem: "no answer", acted: "maybe" }) };
        }
        return { ticket: this.ticket(this.begin(copy, fate)) };
    }

    private begin(copy: Copy, fate: Fate): Task {
        const held = this.source.get(copy.source);
        if (held) {
            this.known.set(held.digest, held);
        }
        const startedAt = this.clock.now();
        const task = { copy, fate, startedAt, digest: held?.digest ?? "", settled: false, cancelled: false };
        const made = { ...task, id: `task-${this.tasks.length + 1}`, endsAt: startedAt + this.seconds * 1000 };
        this.tasks.push(made);
        return made;
    }

    private moves(task: Task): boolean {
        return !task.settled && !task.cancelled;
    }

    private ticket({ id, copy }: Task): Ticket {
        return { copy, key: id, place: "here", taskId: id };
    }

    private state(task: Task): TaskState {
        const { id: taskId, fate } = task;
        const startedAt = new Date(task.startedAt).toISOString();
        if (this.moves(task)) {
            return { phase: "running", taskId, startedAt };
        }
        const finishedAt = new Date(this.clock.now()).toISOString();
        if (task.cancelled) {
            return { phase: "failed", taskId, startedAt, finishedAt, issue: "CANCELED" };
        }
        return fate.kind === "fail"
            ? { phase: "failed", taskId, startedAt, finishedAt, ...fate, reason: `means ${fate.issue}` }
            : { phase: "done", taskId, startedAt, finishedAt };
    }
}

/** A digest that follows from the content. */
export function digestOf(content: string): string {
    return `sha256:${Buffer.from(content.padEnd(32, "0").slice(0, 32)).toString("hex")}`;
}

/** A declared sync of the fake cloud, as `check` leaves it. */
export function specOf(tags: ImageSyncSpec["tags"], more: Partial<ImageSyncSpec> = {}): ImageSyncSpec {
    const end = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" } as const;
    return {
        source: { ...end, repository: "api" },
        target: { ...end, instanceId: "cri-far", repository: "api" },
        tags,
        override: false,
        wait: true,
        timeoutSeconds: 600,
        __urn: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/imagesync:ManualImageSync::release",
        ...more,
    };
}
