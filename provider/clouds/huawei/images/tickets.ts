import { idOf } from "../../../calls/answers";
import type { CloudImageSyncSpec } from "../../../model";
import type { Copy, Ticket } from "../../../registry";
import { isMoving, type JobRow, stateOf } from "./statuses";

/** A repository whose jobs are asked about, with the credentials that ask. */
export interface JobPlace {
    readonly account?: string;
    readonly region: string;
    readonly namespace: string;
    readonly repository: string;
}

/** A job that is known, or the one that a call of ours made: the first word of that is its row. */
export interface HuaweiTicket extends Ticket {
    readonly from: JobPlace;
    readonly to: { readonly region: string; readonly namespace: string };
    /** Of a start: the highest id of a job before the call; undefined where there was none. */
    readonly after?: string;
}

export function placeOf({ source: { account, region, namespace, repository } }: CloudImageSyncSpec): JobPlace {
    return { account, region, namespace, repository };
}

export function placeName({ account, region, namespace, repository }: JobPlace): string {
    return JSON.stringify([account, region, namespace, repository]);
}

/** The ticket of a job that was started by a call: SWR tells no id, so its row is one that was not there before. */
export function startedTicket(spec: CloudImageSyncSpec, copy: Copy, after: string | undefined): HuaweiTicket {
    return { ...ticketOf(spec, copy, `after ${after ?? "none"}`), after };
}

/** The ticket of a job whose row was seen. */
export function joinedTicket(spec: CloudImageSyncSpec, copy: Copy, row: JobRow): HuaweiTicket {
    const { taskId, startedAt } = stateOf(row);
    return { ...ticketOf(spec, copy, `job ${taskId}`), taskId, startedAt };
}

function ticketOf(spec: CloudImageSyncSpec, copy: Copy, which: string): HuaweiTicket {
    const from = placeOf(spec);
    const place = placeName(from);
    const { region, namespace } = spec.target;
    const key = [place, region, namespace, copy.target, which].join(" ");
    return { copy, key, place, from, to: { region, namespace } };
}

/** Whether one job's id is higher than another's: SWR counts them upwards, so it is the later job. */
export function isHigher(one: string, other: string): boolean {
    return numberOf(one) > numberOf(other);
}

/** Ids are integers; they may be larger than a number holds. */
function numberOf(id: string): bigint {
    return /^\d+$/.test(id) ? BigInt(id) : -1n;
}

/** Whether a job syncs this tag to this target. */
export function isJobOf({ copy, to }: Pick<HuaweiTicket, "copy" | "to">, row: JobRow): boolean {
    return row.tag === copy.source && row.remoteRegionId === to.region && row.remoteNamespace === to.namespace;
}

/** The newest of these jobs. */
export function newest(rows: readonly JobRow[]): JobRow | undefined {
    const later = (best: JobRow | undefined, row: JobRow) => (best && !isHigher(idIn(row), idIn(best)) ? best : row);
    return rows.reduce<JobRow | undefined>(later, undefined);
}

function idIn(row: JobRow): string {
    return idOf(row.id) ?? "";
}

/** The row of a ticket. Of several new ones the newest that still moves: the others are somebody else's, or done. */
export function rowOf(ticket: HuaweiTicket, rows: readonly JobRow[]): JobRow | undefined {
    if (ticket.taskId !== undefined) {
        return rows.find((row) => idOf(row.id) === ticket.taskId);
    }
    const own = rows.filter((row) => isJobOf(ticket, row) && isNew(ticket, row));
    return newest(own.filter(isMoving)) ?? newest(own);
}

function isNew({ after }: HuaweiTicket, row: JobRow): boolean {
    return after === undefined || isHigher(idIn(row), after);
}

/** Whether these rows, newest first, have come past the place where the ticket's row would be. */
export function isPast({ taskId, after }: HuaweiTicket, rows: readonly JobRow[]): boolean {
    const oldest = taskId ?? after;
    return oldest !== undefined && rows.some((row) => !isHigher(idIn(row), oldest));
}
