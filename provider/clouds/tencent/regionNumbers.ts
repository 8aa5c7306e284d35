import { ImageSyncError } from "../../errors";
import type { CallOptions } from "../../registry";
import { isRecord } from "../../calls/answers";
import { countOf } from "../../pages";
import type { TencentClient } from "./client";
import { tencentRegions } from "./regions";

/** TCR's numbers for region names, asked for once in a process. */
export class Regions {
    private known: Promise<ReadonlyMap<string, number>> | undefined;

    /** @throws ImageSyncError `invalid` that lists the regions TCR knows. */
    async number(client: TencentClient, name: string, options: CallOptions): Promise<number> {
        this.known ??= describeRegions(client, options);
        const regions = await this.known;
        const number = regions.get(name);
        if (number === undefined) {
            throw new ImageSyncError({
                kind: "invalid",
                cloud: "tencent",
                action: "DescribeRegions",
                problem: `${JSON.stringify(name)} is not a region of TCR`,
                advice: `use one of ${[...regions.keys()].sort().join(", ")}`,
            });
        }
        return number;
    }
}

/** What DescribeRegions says, over the published list: an account may lack the right to ask. */
async function describeRegions(client: TencentClient, options: CallOptions): Promise<ReadonlyMap<string, number>> {
    const regions = new Map(Object.entries(tencentRegions));
    try {
        const { Regions: rows } = await client.read("DescribeRegions", {}, options);
        for (const row of Array.isArray(rows) ? rows.filter(isRecord) : []) {
            const number = countOf(row.RegionId);
            if (number !== undefined) {
                regions.set(String(row.RegionName), number);
            }
        }
    } catch (error) {
        if (!ImageSyncError.is(error)) {
            throw error;
        }
    }
    return regions;
}
