import { textOf, timeOf } from "../../../calls/answers";
import { Clients } from "../../../calls/clients";
import type { CloudImageSyncSpec, RuleEnd } from "../../../model";
import type { Session } from "../../../process/session";
import type { CallOptions, Copy, End, HeldImages, ImagePort, Started, TaskState } from "../../../registry";
import { AlibabaClient } from "../client";
import { TaskBoards } from "./board";
import { Hosts } from "./hosts";
import { repositoriesIn } from "./namespaces";
import { type AlibabaTicket, placeOf } from "./place";
import { Repositories } from "./repositories";
import { Starts, ticketOf } from "./starts";
import { Tags } from "./tags";
import { movingTask } from "./tasks";

/** Image syncs of CR EE: one sync task for each tag, which the source instance keeps. */
export class AlibabaImages implements ImagePort<CloudImageSyncSpec, AlibabaTicket> {
    private readonly clients: Clients<AlibabaClient>;
    private readonly tags: Tags;
    private readonly starts: Starts;
    private readonly boards: TaskBoards;
    private readonly hosts: Hosts;

    constructor(session: Session) {
        this.clients = new Clients(({ region, account }) => new AlibabaClient(session, region, account));
        const repositories = new Repositories(this.clients);
        this.tags = new Tags(this.clients, repositories);
        this.starts = new Starts(this.clients, repositories, session.clock);
        this.boards = new TaskBoards(this.clients, session.clock);
        this.hosts = new Hosts(this.clients);
    }

    images(
        spec: CloudImageSyncSpec,
        end: End,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        const { namespace, repository: name } = spec[end];
        const place = end === "source" ? placeOf(spec.source) : targetPlace(spec);
        return this.tags.held({ ...place, namespace, name }, names, options);
    }

    async underway(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<Map<string, AlibabaTicket>> {
        if (copies.length === 0) {
            return new Map();
        }
        const place = placeOf(spec.source);
        const { namespace, repository } = spec.source;
        let tasks = await this.boards.newest(place, undefined, options);
        if (!tasks.complete) {
            tasks = await this.boards.newest(place, { namespace, repository }, options);
        }
        const tickets = new Map<string, AlibabaTicket>();
        for (const copy of copies) {
            const task = movingTask(tasks.rows, spec, copy);
            const taskId = textOf(task?.SyncTaskId);
            if (task && taskId !== undefined) {
                tickets.set(copy.target, { ...ticketOf(place, copy, taskId), startedAt: timeOf(task.CreateTime) });
            }
        }
        return tickets;
    }

    start(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<Map<string, Started<AlibabaTicket>>> {
        return this.starts.start(spec, copies, options);
    }

    look(tickets: readonly AlibabaTicket[], options: CallOptions): Promise<Map<string, TaskState>> {
        return this.boards.look(tickets, options);
    }

    detail(ticket: AlibabaTicket, options: CallOptions): Promise<TaskState | undefined> {
        return this.boards.get(ticket, options);
    }

    /** What a failed cancel means is told by looking: no code for a task that has ended is public. */
    async cancel(ticket: AlibabaTicket, options: CallOptions): Promise<void> {
        const parameters = { InstanceId: ticket.instance.instanceId, SyncTaskId: ticket.taskId };
        try {
            await this.clients.at(ticket.instance).write("CancelRepoSyncTask", parameters, options);
        } catch (error) {
            const state = await this.boards.get(ticket, options).catch(() => {
                throw error;
            });
            if (state?.phase === "waiting" || state?.phase === "running") {
                throw error;
            }
        }
    }

    async host(spec: CloudImageSyncSpec, options: CallOptions): Promise<string | undefined> {
        const { accountId, account } = spec.target;
        // Another account's instance does not show itself to ours.
        return accountId !== undefined && account === undefined ? undefined : this.hosts.of(targetPlace(spec), options);
    }

    repositories(source: RuleEnd, options: CallOptions): Promise<string[] | undefined> {
        return repositoriesIn(this.clients, source, options);
    }
}

function targetPlace({ source, target }: CloudImageSyncSpec) {
    return placeOf(target, target.account ?? source.account);
}
