import { randomUUID } from "node:crypto";

/** Who stands for a rule: a resource, and which of its creates. */
export interface Holder {
    /** The resource's URN. */
    readonly __urn?: string;
    /** Tells a resource from the one that it replaces, which has the same URN. Absent in states of earlier versions. */
    readonly __made?: string;
}

/**
 * Which resource of this process stands for which rule (id). Where a replacement is made before the old resource is
 * deleted (`--replace`, `deleteBeforeReplace: false`, a rename), and both have one natural key, then the one rule there
 * is belongs to the new one: deleting the old one must leave it alone.
 */
export class Holders {
    private readonly holders = new Map<string, Holder>();

    /** A create made the rule, or took it over. Answers the mark to record. */
    made(id: string, urn: string | undefined): string {
        const holder = { __urn: urn, __made: randomUUID().slice(0, 8) };
        this.holders.set(id, holder);
        return holder.__made;
    }

    /** A resource that stays what it is: a replaced one that an interrupted run left behind has no claim any more. */
    stays(id: string, holder: Holder): void {
        if (!this.holders.has(id)) {
            this.holders.set(id, holder);
        }
    }

    /** Whether another one than this stands for the rule. */
    another(id: string, { __urn, __made }: Holder): boolean {
        const holder = this.holders.get(id);
        return holder !== undefined && (holder.__urn !== __urn || holder.__made !== __made);
    }
}
