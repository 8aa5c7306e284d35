import { idOf, textOf } from "../../calls/answers";
import { type HostLogin, hostLogin, type RegionalEnd, TemporaryAccess } from "../../calls/access";
import { Clients } from "../../calls/clients";
import { ImageSyncError } from "../../errors";
import type { Session } from "../../process/session";
import type { CallOptions, RegistryAccessPort } from "../../registry";
import { TencentClient } from "./client";
import { registries } from "./images/registries";
import { assertReachable } from "./reachable";

const action = "CreateInstanceToken";
const source = { cloud: "tencent", action };

/**
 * Logins to registries of TCR: DescribeInstances, DescribeExternalEndpointStatus, CreateInstanceToken. They live for an
 * hour.
 */
export function tencentAccess(session: Session): RegistryAccessPort {
    const clients = new Clients(({ region, account }) => new TencentClient(session, region, account));
    const ask = async (end: RegionalEnd, options: CallOptions): Promise<HostLogin> => {
        const client = clients.at(end);
        const { instanceId = "" } = end;
        const [registry] = await registries(client, instanceId, options);
        const host = textOf(registry?.PublicDomain);
        if (host === undefined) {
            throw missing(end);
        }
        await assertReachable(client, instanceId, options);
        // A temporary token is not kept by TCR: to ask for one changes nothing.
        const answer = await client.read(action, { RegistryId: instanceId, TokenType: "temp" }, options);
        return hostLogin(source, {
            host,
            username: idOf(answer.Username),
            password: textOf(answer.Token),
            expires: answer.ExpTime,
            requestId: textOf(answer.RequestId),
        });
    };
    return new TemporaryAccess({ ...source, ask }, session.clock);
}

function missing({ instanceId, region }: RegionalEnd): ImageSyncError {
    return new ImageSyncError({
        kind: "notFound",
        cloud: "tencent",
        action: "DescribeInstances",
        problem: `registry ${JSON.stringify(instanceId)} not found in ${region}`,
        advice: "check the registry's id, the region and the account",
    });
}
