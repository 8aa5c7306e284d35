import type { Clients } from "../../../calls/clients";
import { isKind } from "../../../errors";
import { newestPages, type NewestRows, pageOf } from "../../../pages";
import type { Clock } from "../../../process/clock";
import type { CallOptions, TaskState } from "../../../registry";
import type { AlibabaCallOptions, AlibabaClient } from "../client";
import { type AlibabaTicket, type InstancePlace, placeKey } from "./place";
import { detailOf, hasEnded, madeAt, stateOf, type Task } from "./tasks";

/** What is read of task lists. One literal, one place. */
const boardPolicy = {
    /** The largest page CR EE serves. */
    pageSize: 100,
    /** Pages of the list of a whole instance; more where more tasks are waited for. */
    instancePages: 3,
    /** Pages of any list. */
    mostPages: 20,
    /** Behind tasks that have ended and are older (milliseconds) none is taken to move. */
    pastMs: 24 * 3_600_000,
    /** So many tasks that the list lacks are asked for one by one in each look. */
    singlesPerLook: 3,
} as const;

/** A repository whose tasks are listed; undefined for those of the whole instance. */
export type TaskFilter = { readonly namespace: string; readonly repository: string } | undefined;

/** A list of tasks that has not begun. */
interface WaitingList {
    readonly rows: Promise<NewestRows<Task>>;
    /** How many pages it may read. */
    pages: number;
}

/** Sync tasks of CR EE: one list of an instance serves all who wait for it. */
export class TaskBoards {
    private readonly waiting = new Map<string, WaitingList>();
    private readonly last = new Map<string, TaskState>();
    private readonly askedAt = new Map<string, number>();
    private turn = 0;

    constructor(
        private readonly clients: Clients<AlibabaClient>,
        private readonly clock: Clock,
    ) {}

    /**
     * The newest tasks: a list that begins after this call, shared by all who ask until it begins.
     * @param count for how many tasks of an instance the list has to have room
     */
    newest(place: InstancePlace, filter: TaskFilter, options: CallOptions, count = 0): Promise<NewestRows<Task>> {
        const key = placeKey(place, ...(filter ? [filter.namespace, filter.repository] : []));
        const waiting = this.waiting.get(key) ?? this.enqueue(key, place, filter, options);
        waiting.pages = Math.max(waiting.pages, pagesFor(count));
        return waiting.rows;
    }

    private enqueue(key: string, place: InstancePlace, filter: TaskFilter, options: CallOptions): WaitingList {
        const begun = () => {
            if (this.waiting.get(key) === waiting) {
                this.waiting.delete(key);
            }
        };
        const pages = () => waiting.pages;
        const waiting: WaitingList = {
            rows: this.list(place, filter, pages, { ...options, begun }),
            pages: filter ? boardPolicy.mostPages : boardPolicy.instancePages,
        };
        this.waiting.set(key, waiting);
        // It may have failed before it began.
        waiting.rows.then(begun, begun);
        return waiting;
    }

    /** How tasks of one instance are, by ticket's key: from its list, a few of those that it lacks one by one. */
    async look(tickets: readonly AlibabaTicket[], options: CallOptions): Promise<Map<string, TaskState>> {
        const states = new Map<string, TaskState>();
        const [first] = tickets;
        if (first === undefined) {
            return states;
        }
        const { rows } = await this.newest(first.instance, undefined, options, tickets.length);
        const byId = new Map(rows.map((row) => [row.SyncTaskId, row]));
        const lacking = tickets.filter(({ taskId }) => !byId.has(taskId));
        const asked = this.nextOf(lacking);
        const answers = await Promise.all(asked.map((ticket) => this.single(ticket, options)));
        const singles = new Map(asked.map(({ key }, at) => [key, answers[at]]));
        for (const { key, taskId } of tickets) {
            const row = byId.get(taskId);
            const state = row ? stateOf(row) : singles.has(key) ? singles.get(key) : this.before(key, taskId);
            this.remember(key, state);
            if (state) {
                states.set(key, state);
            }
        }
        return states;
    }

    /** One task with its layers; undefined where it is not there. @throws ImageSyncError */
    async get({ instance, taskId }: AlibabaTicket, options: CallOptions): Promise<TaskState | undefined> {
        const parameters = { InstanceId: instance.instanceId, SyncTaskId: taskId };
        try {
            return detailOf(await this.clients.at(instance).read("GetRepoSyncTask", parameters, options));
        } catch (error) {
            if (isKind(error, "notFound")) {
                return undefined;
            }
            throw error;
        }
    }

    /** Those whose turn it is: who was asked longest ago. */
    private nextOf(tickets: readonly AlibabaTicket[]): AlibabaTicket[] {
        const since = ({ key }: AlibabaTicket) => this.askedAt.get(key) ?? 0;
        const next = [...tickets].sort((one, other) => since(one) - since(other)).slice(0, boardPolicy.singlesPerLook);
        next.forEach(({ key }) => this.askedAt.set(key, ++this.turn));
        return next;
    }

    /** A fault of the moment hides one task, not what the list has shown of the others. */
    private async single(ticket: AlibabaTicket, options: CallOptions): Promise<TaskState | undefined> {
        try {
            return await this.get(ticket, options);
        } catch (error) {
            if (isKind(error, "transient", "throttled")) {
                return this.before(ticket.key, ticket.taskId);
            }
            // No code for an absent task is published.
            if (isKind(error, "invalid", "unknown")) {
                return undefined;
            }
            throw error;
        }
    }

    /** What is known of a task that was not asked for now. */
    private before(key: string, taskId: string): TaskState {
        return this.last.get(key) ?? { phase: "waiting", taskId };
    }

    private remember(key: string, state: TaskState | undefined): void {
        if (state === undefined || state.phase === "done" || state.phase === "failed") {
            this.last.delete(key);
            this.askedAt.delete(key);
        } else {
            this.last.set(key, state);
        }
    }

    private list(
        place: InstancePlace,
        filter: TaskFilter,
        pages: () => number,
        options: AlibabaCallOptions,
    ): Promise<NewestRows<Task>> {
        const list = { cloud: "alibaba", action: "ListRepoSyncTask" } as const;
        const past = this.clock.now() - boardPolicy.pastMs;
        return newestPages<Task>({
            ...list,
            identity: (task) => String(task.SyncTaskId),
            madeAt,
            isPast: (task) => hasEnded(task) && (madeAt(task) ?? Infinity) < past,
            mostPages: pages,
            read: async (page) => {
                const parameters = {
                    InstanceId: place.instanceId,
                    RepoNamespaceName: filter?.namespace,
                    RepoName: filter?.repository,
                    PageNo: page,
                    PageSize: boardPolicy.pageSize,
                };
                const body = await this.clients.at(place).read(list.action, parameters, options);
                return pageOf(list, body.SyncTasks, body.TotalCount);
            },
        });
    }
}

/** One page more than the tasks themselves fill: others' are among them. */
function pagesFor(count: number): number {
    return Math.min(boardPolicy.mostPages, Math.ceil(count / boardPolicy.pageSize) + 1);
}
