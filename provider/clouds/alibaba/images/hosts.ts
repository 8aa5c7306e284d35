import type { Clients } from "../../../calls/clients";
import { isKind } from "../../../errors";
import type { CallOptions } from "../../../registry";
import type { AlibabaClient } from "../client";
import { openEndpoints } from "../endpoints";
import { type InstancePlace, placeKey } from "./place";

/** Public host names of instances (ListInstanceEndpoint), each asked for once in the process. */
export class Hosts {
    private readonly hosts = new Map<string, Promise<string | undefined>>();

    constructor(private readonly clients: Clients<AlibabaClient>) {}

    /** Undefined where the instance has no public endpoint that is switched on, or will not tell. */
    of(place: InstancePlace, options: CallOptions): Promise<string | undefined> {
        const key = placeKey(place);
        let host = this.hosts.get(key);
        if (host === undefined) {
            host = this.ask(place, options);
            this.hosts.set(key, host);
            host.catch(() => this.hosts.delete(key));
        }
        return host;
    }

    private async ask(place: InstancePlace, options: CallOptions): Promise<string | undefined> {
        try {
            return (await openEndpoints(this.clients.at(place), place.instanceId, options)).internet;
        } catch (error) {
            if (isKind(error, "unauthorized", "notFound", "unsupported")) {
                return undefined;
            }
            throw error;
        }
    }
}
