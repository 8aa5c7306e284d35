import { recordsOf } from "../../calls/answers";
import { ImageSyncError, isKind } from "../../errors";
import type { CallOptions } from "../../registry";
import type { TencentClient } from "./client";

/**
 * Refuses a registry whose public access is off and that no VPC is linked to. VPCs reach a registry by its public name,
 * so with one of them the name may still lead there from this machine. Without the right to ask, public access is taken
 * for open, and VPCs for none.
 * @throws ImageSyncError `unsupported` that says what to open
 */
export async function assertReachable(client: TencentClient, registryId: string, options: CallOptions): Promise<void> {
    const body = { RegistryId: registryId };
    const external = await unlessUntold(() => client.read("DescribeExternalEndpointStatus", body, options));
    if (external?.Status !== "Closed") {
        return;
    }
    const internal = await unlessUntold(() => client.read("DescribeInternalEndpoints", body, options));
    if (recordsOf(internal?.AccessVpcSet).length === 0) {
        throw new ImageSyncError({
            kind: "unsupported",
            cloud: "tencent",
            action: "DescribeExternalEndpointStatus",
            problem: `registry ${JSON.stringify(registryId)} in ${client.region} is closed: access from the public network is off, and no VPC is known to be linked to it`,
            advice: "open public access in the console, or by ManageExternalEndpoint, and let this machine's address in (CreateSecurityPolicy); or link the VPC this runs in (ManageInternalEndpoint), and grant tcr:DescribeInternalEndpoints, so that the link is seen",
        });
    }
}

async function unlessUntold<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
        return await ask();
    } catch (error) {
        if (isKind(error, "unauthorized", "unsupported")) {
            return undefined;
        }
        throw error;
    }
}
