import { z } from "zod";
import { HuaweiError } from "../errors";
import type { HuaweiTarget } from "../world";
import { syncRegions } from "../world/regions";
import { checkOrganizationName } from "./action";

/** Where a sync goes, in every body that says so. */
export const target = { remoteRegionId: z.string().min(1), remoteNamespace: z.string() };

/** @throws HuaweiError 400 4001028 (name), 500 5001101 (unknown region), 400 4000014 (the region it comes from) */
export function checkTarget(input: HuaweiTarget, region: string): void {
    checkOrganizationName(input.remoteNamespace);
    if (!syncRegions.includes(input.remoteRegionId)) {
        // SWR does not check the region; it fails on it.
        throw HuaweiError.swr(500, "5001101", "Internal error");
    }
    if (input.remoteRegionId === region) {
        throw HuaweiError.swr(400, "4000014", "The remote region is the region of the repository");
    }
}
