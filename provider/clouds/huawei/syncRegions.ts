import { recordsOf } from "../../calls/answers";
import type { Clients, Place } from "../../calls/clients";
import { ImageSyncError } from "../../errors";
import type { CallOptions } from "../../registry";
import type { HuaweiClient } from "./client";

/**
 * SWR answers "internal error" for a target region it does not know: its own list (ListSyncRegions) tells the two apart.
 * @returns the error that says so, where `error` is one of those and the list lacks the region; else undefined
 */
export async function unknownRegion(
    error: unknown,
    clients: Clients<HuaweiClient>,
    source: Place,
    targetRegion: string,
    options: CallOptions,
): Promise<ImageSyncError | undefined> {
    if (!ImageSyncError.is(error) || error.code !== "SVCSTG.SWR.5001101") {
        return undefined;
    }
    const call = {
        operation: "ListSyncRegions",
        method: "GET",
        path: "/v2/manage/regions",
        object: "regions",
    } as const;
    const answer = await clients.at(source).call(call, options);
    const regions = recordsOf(answer).map((row) => String(row.regionID));
    return regions.length === 0 || regions.includes(targetRegion)
        ? undefined
        : error.with({
              kind: "invalid",
              acted: "no",
              problem: `SWR cannot sync to region ${JSON.stringify(targetRegion)}`,
              advice: `use one of ${regions.sort().join(", ")} for target.region`,
          });
}
