import { textOf } from "../../calls/answers";
import { type HostLogin, hostLogin, type RegionalEnd, TemporaryAccess } from "../../calls/access";
import { Clients } from "../../calls/clients";
import { ImageSyncError } from "../../errors";
import type { Session } from "../../process/session";
import type { CallOptions, RegistryAccessPort } from "../../registry";
import { AlibabaClient } from "./client";
import { openEndpoints } from "./endpoints";

const action = "GetAuthorizationToken";
const source = { cloud: "alibaba", action };

/**
 * Logins to instances of CR EE: ListInstanceEndpoint, GetAuthorizationToken. They live for an hour, or as long as the
 * temporary keys with which they were asked for.
 */
export function alibabaAccess(session: Session): RegistryAccessPort {
    const clients = new Clients(({ region, account }) => new AlibabaClient(session, region, account));
    const ask = async (end: RegionalEnd, options: CallOptions): Promise<HostLogin> => {
        if (end.accountId !== undefined && end.account === undefined) {
            throw othersInstance(end);
        }
        const client = clients.at(end);
        const { instanceId = "" } = end;
        // The private name leads somewhere only within a linked VPC; where it alone is open, this may be such a place.
        const { internet, vpc } = await openEndpoints(client, instanceId, options);
        const host = internet ?? vpc;
        if (host === undefined) {
            throw closed(end);
        }
        const answer = await client.read(action, { InstanceId: instanceId }, options);
        return hostLogin(source, {
            host,
            username: textOf(answer.TempUsername),
            password: textOf(answer.AuthorizationToken),
            expires: answer.ExpireTime,
            requestId: textOf(answer.RequestId),
        });
    };
    return new TemporaryAccess({ ...source, ask }, session.clock);
}

function closed({ instanceId, region }: RegionalEnd): ImageSyncError {
    return new ImageSyncError({
        kind: "unsupported",
        cloud: "alibaba",
        action: "ListInstanceEndpoint",
        problem: `instance ${JSON.stringify(instanceId)} in ${region} is closed: access from the public network is off, and no VPC is linked to it`,
        advice: "open public access in the console's access control, or by UpdateInstanceEndpointStatus with EndpointType internet, and let this machine's address in; or link the VPC this runs in",
    });
}

function othersInstance({ instanceId, accountId }: RegionalEnd): ImageSyncError {
    return new ImageSyncError({
        kind: "unauthorized",
        cloud: "alibaba",
        action,
        problem: `instance ${JSON.stringify(instanceId)} is account ${accountId}'s, and only that account can log in to it`,
        advice: "name the entry of imagesync:accounts that has that account's keys: target.account",
    });
}
