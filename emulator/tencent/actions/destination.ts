import { TencentError } from "../errors";
import type { TencentRegistry } from "../world";
import { regionId } from "../world/regions";
import type { Call } from "./action";

interface DestinationInput {
    readonly DestinationRegistryId: string;
    readonly DestinationRegionId?: number;
    readonly PeerReplicationOption?: {
        readonly PeerRegistryUin: string;
        readonly PeerRegistryToken: string;
        readonly EnablePeerReplication: boolean;
    };
}

/**
 * The registry that a new rule copies to: the caller's own, or another account's that has issued the given token.
 *
 * @throws TencentError
 */
export function destinationOf(source: TencentRegistry, input: DestinationInput, call: Call): TencentRegistry {
    const peer = input.PeerReplicationOption;
    const crossTenant = peer?.EnablePeerReplication === true;
    const destination = call.world.findRegistry(input.DestinationRegistryId);
    if (destination === undefined || destination.uin !== (crossTenant ? peer.PeerRegistryUin : call.caller.uin)) {
        const message = `The registry ${input.DestinationRegistryId} does not exist`;
        throw new TencentError("ResourceNotFound.TcrResourceNotFound", message);
    }
    if (crossTenant && !call.world.grants().some((each) => isFor(each, destination, peer.PeerRegistryToken))) {
        throw new TencentError("InternalError.ErrorTcrUnauthorized", "The token does not open the peer registry");
    }
    if (destination.id === source.id) {
        throw new TencentError("InvalidParameter.ErrorTcrInvalidParameter", "Source and destination are the same");
    }
    checkRegion(destination, input.DestinationRegionId, crossTenant);
    return destination;
}

function isFor(grant: { registryId: string; token: string }, destination: TencentRegistry, token: string): boolean {
    return grant.registryId === destination.id && grant.token === token;
}

function checkRegion(destination: TencentRegistry, given: number | undefined, crossTenant: boolean): void {
    if (given === undefined && crossTenant) {
        const message = "The request is missing the parameter `DestinationRegionId`";
        throw new TencentError("MissingParameter", message);
    }
    if (given !== undefined && given !== regionId(destination.region)) {
        const message = `DestinationRegionId ${given} is not the region of ${destination.id}`;
        throw new TencentError("InvalidParameter.ErrorTcrInvalidParameter", message);
    }
}
