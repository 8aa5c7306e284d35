import type { Ticket } from "../../../registry";

/** An instance of CR EE, with the account whose credentials are used. */
export interface InstancePlace {
    readonly account?: string;
    readonly region: string;
    readonly instanceId: string;
}

/** A sync task of CR EE. */
export interface AlibabaTicket extends Ticket {
    /** SyncTaskId, `rst-…`. */
    readonly taskId: string;
    /** The source instance: a task is asked about there alone. */
    readonly instance: InstancePlace;
}

/** Where an end is; `account` for its credentials where it names none itself. */
export function placeOf(
    end: Omit<InstancePlace, "instanceId"> & { readonly instanceId?: string },
    account: string | undefined = end.account,
): InstancePlace {
    return { account, region: end.region, instanceId: end.instanceId ?? "" };
}

/** One text for one place. */
export function placeKey({ account, region, instanceId }: InstancePlace, ...more: string[]): string {
    return JSON.stringify([account ?? null, region, instanceId, ...more]);
}
