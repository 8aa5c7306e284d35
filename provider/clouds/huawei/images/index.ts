import { Clients } from "../../../calls/clients";
import { ImageSyncError } from "../../../errors";
import { tooLate } from "../../../calls/starting";
import type { CloudImageSyncSpec } from "../../../model";
import type { Clock } from "../../../process/clock";
import type { Session } from "../../../process/session";
import type { CallOptions, Copy, End, HeldImages, ImagePort, Started, TaskState } from "../../../registry";
import { HuaweiClient } from "../client";
import { isRepositoryAbsent } from "../errors";
import { repositoryName, repositoryPath } from "../repositories";
import { unknownRegion } from "../syncRegions";
import { type Enough, JobBoards } from "./jobs";
import { isMoving, type JobRow, stateOf } from "./statuses";
import { heldImages } from "./tags";
import { type HuaweiTicket, isJobOf, isPast, joinedTicket, newest, placeOf, rowOf, startedTicket } from "./tickets";

export type { HuaweiTicket } from "./tickets";

/** Jobs that ended so long ago (milliseconds) have nothing under way behind them in the list. */
const pastMs = 24 * 60 * 60 * 1000;

/**
 * Image syncs of SWR, basic edition: CreateManualImageSyncRepo, ShowSyncJob, ListRepositoryTags, ShowRepoTag. SWR cannot
 * cancel a job and tells nothing of layers and bytes.
 */
export class HuaweiImages implements ImagePort<CloudImageSyncSpec, HuaweiTicket> {
    private readonly clients: Clients<HuaweiClient>;
    private readonly boards: JobBoards;
    private readonly clock: Clock;

    constructor(session: Session) {
        this.clock = session.clock;
        this.clients = new Clients(({ region, account }) => new HuaweiClient(session, region, account));
        this.boards = new JobBoards(this.clients, session.clock);
    }

    images(
        { source, target }: CloudImageSyncSpec,
        end: End,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        const { account = source.account, ...at } = end === "source" ? source : target;
        return heldImages(this.clients.at({ account, region: at.region }), at, names, options);
    }

    async underway(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<ReadonlyMap<string, HuaweiTicket>> {
        const moving = (await this.newestJobs(spec, options)).filter(isMoving);
        return new Map(
            copies.flatMap((copy): [string, HuaweiTicket][] => {
                const row = newest(moving.filter((each) => isJobOf({ copy, to: spec.target }, each)));
                return row ? [[copy.target, joinedTicket(spec, copy, row)]] : [];
            }),
        );
    }

    /**
     * One call for all. The documents of one page disagree on whether the tags in its answer are those that were
     * synced or those that were not, so the answer decides nothing: the jobs do that were not there before.
     */
    async start(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<ReadonlyMap<string, Started<HuaweiTicket>>> {
        const all = (outcome: (copy: Copy) => Started<HuaweiTicket>) =>
            new Map(copies.map((copy) => [copy.target, outcome(copy)]));
        if (copies.length === 0) {
            return new Map();
        }
        try {
            const after = await this.highestId(spec, options);
            await this.syncImages(spec, copies, options);
            return all((copy) => ({ ticket: startedTicket(spec, copy, after) }));
        } catch (error) {
            return all(() => ({ error }));
        }
    }

    async look(tickets: readonly HuaweiTicket[], options: CallOptions): Promise<ReadonlyMap<string, TaskState>> {
        const [first] = tickets;
        if (first === undefined) {
            return new Map();
        }
        const enough: Enough = (rows) => tickets.every((each) => isPast(each, rows) || rowOf(each, rows));
        const rows = await this.boards.at(first.from).read(enough, options);
        return new Map(
            tickets.flatMap((ticket): [string, TaskState][] => {
                const row = rowOf(ticket, rows);
                return row ? [[ticket.key, stateOf(row)]] : [];
            }),
        );
    }

    /** The documented host; for Europe's region none is documented. */
    host({ target: { region } }: CloudImageSyncSpec): Promise<string | undefined> {
        return Promise.resolve(region.startsWith("eu-") ? undefined : `swr.${region}.myhuaweicloud.com`);
    }

    private async newestJobs(spec: CloudImageSyncSpec, options: CallOptions): Promise<readonly JobRow[]> {
        const since = this.clock.now() - pastMs;
        const isOver = (row: JobRow) => !isMoving(row) && Date.parse(String(row.createdAt)) < since;
        try {
            return await this.boards.at(placeOf(spec)).read((_rows, page) => page.every(isOver), options);
        } catch (error) {
            if (isRepositoryAbsent(error)) {
                return [];
            }
            throw error;
        }
    }

    /** Whatever goes wrong here, nothing was started. */
    private async highestId(spec: CloudImageSyncSpec, options: CallOptions): Promise<string | undefined> {
        try {
            return await this.boards.at(placeOf(spec)).highestId(options);
        } catch (error) {
            throw ImageSyncError.is(error) ? error.with({ acted: "no" }) : error;
        }
    }

    private async syncImages(spec: CloudImageSyncSpec, copies: readonly Copy[], options: CallOptions): Promise<void> {
        const { source, target, override } = spec;
        const call = {
            operation: "CreateManualImageSyncRepo",
            method: "POST",
            path: `${repositoryPath(source)}/sync_images`,
            object: repositoryName(source),
            body: {
                imageTag: copies.map((copy) => copy.source),
                remoteRegionId: target.region,
                remoteNamespace: target.namespace,
                override,
            },
        } as const;
        const begun = () => {
            if (this.clock.now() > options.deadline) {
                throw tooLate("huawei", call.operation);
            }
        };
        try {
            await this.clients.at(source).answer(call, options, begun);
        } catch (error) {
            throw (await this.unknownRegion(spec, error, options)) ?? error;
        } finally {
            this.boards.at(placeOf(spec)).expectMore();
        }
    }

    /** A list of regions that cannot be had leaves the error as it is. */
    private unknownRegion({ source, target }: CloudImageSyncSpec, error: unknown, options: CallOptions) {
        return unknownRegion(error, this.clients, source, target.region, options).catch(() => undefined);
    }
}
