import { recordsOf, textOf } from "../../calls/answers";
import type { CallOptions } from "../../registry";
import type { AlibabaClient } from "./client";

/** Host names by which an instance can be reached now. */
export interface OpenEndpoints {
    /** From the public network. */
    readonly internet?: string;
    /** From the VPCs that are linked to the instance; undefined where none is. */
    readonly vpc?: string;
}

/** The endpoints of an instance that are switched on (ListInstanceEndpoint). @throws ImageSyncError */
export async function openEndpoints(
    client: AlibabaClient,
    instanceId: string,
    options: CallOptions,
): Promise<OpenEndpoints> {
    const answer = await client.read("ListInstanceEndpoint", { InstanceId: instanceId }, options);
    const open = recordsOf(answer.Endpoints).filter(({ Enable }) => Enable === true);
    const hostOf = (type: string) =>
        open
            .filter(({ EndpointType }) => EndpointType === type)
            .filter(({ LinkedVpcs }) => type !== "vpc" || !Array.isArray(LinkedVpcs) || LinkedVpcs.length > 0)
            .flatMap(({ Domains }) => recordsOf(Domains))
            .map(({ Domain }) => textOf(Domain))
            .find((domain) => domain !== undefined);
    return { internet: hostOf("internet"), vpc: hostOf("vpc") };
}
