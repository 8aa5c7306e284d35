import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentRegistry, TencentWorld } from "../world";
import { regionId, regionIds } from "../world/regions";
import { action, isoTime, registryOf, type Action } from "./action";
import { byOffset } from "./paging";

const filter = z.strictObject({ Name: z.string(), Values: z.array(z.string()) });

/** The names DescribeInstances filters by, and what of a registry each one compares. */
const filterFields: Readonly<Record<string, (registry: TencentRegistry) => string>> = {
    RegistryName: (registry) => registry.name,
    RegistryType: (registry) => registry.type,
};

function passes(registry: TencentRegistry, filters: readonly z.output<typeof filter>[]): boolean {
    return filters.every(({ Name, Values }) => {
        const field = filterFields[Name];
        if (field === undefined) {
            throw new TencentError("InvalidParameter", `The filter ${Name} is not supported`);
        }
        return Values.includes(field(registry));
    });
}

function describeRegistry(registry: TencentRegistry, world: TencentWorld): Record<string, unknown> {
    return {
        RegistryId: registry.id,
        RegistryName: registry.name,
        RegistryType: registry.type,
        Status: registry.status,
        PublicDomain: world.registryHost(registry.id),
        CreatedAt: isoTime(registry.createdAt),
        RegionName: registry.region,
        RegionId: regionId(registry.region),
        EnableAnonymous: false,
        TokenValidTime: 3600,
        InternalEndpoint: "",
        TagSpecification: { ResourceType: "instance", Tags: [] },
        ExpiredAt: "",
        PayMod: 0,
        RenewFlag: 0,
        DeletionProtection: false,
    };
}

const describeInstances = action(
    "read",
    z.strictObject({
        Registryids: z.array(z.string()).optional(),
        Offset: z.int().optional(),
        Limit: z.int().optional(),
        Filters: z.array(filter).optional(),
        AllRegion: z.boolean().optional(),
    }),
    (input, { world, caller, region }) => {
        const ids = input.Registryids ?? [];
        const found = world
            .registries()
            .filter((each) => each.uin === caller.uin)
            .filter((each) => input.AllRegion === true || each.region === region)
            .filter((each) => ids.length === 0 || ids.includes(each.id))
            .filter((each) => passes(each, input.Filters ?? []));
        const { items, total } = byOffset(found, input);
        return { TotalCount: total, Registries: items.map((each) => describeRegistry(each, world)) };
    },
);

const describeRegions = action("read", z.strictObject({}), (_, { now }) => {
    const at = isoTime(now);
    const regions = Object.entries(regionIds).map(([name, id], index) => ({
        Alias: name,
        RegionId: id,
        RegionName: name,
        Status: "alluser",
        Remark: "",
        CreatedAt: at,
        UpdatedAt: at,
        Id: index + 1,
    }));
    return { TotalCount: regions.length, Regions: regions };
});

/** Replicas of a registry in other regions; this world's registries have none, rules do not need them. */
const describeReplicationInstances = action(
    "read",
    z.strictObject({ RegistryId: z.string(), Offset: z.int().optional(), Limit: z.int().optional() }),
    (input, call) => {
        registryOf(input.RegistryId, call);
        const { total } = byOffset([], input);
        return { TotalCount: total, ReplicationRegistries: null };
    },
);

const describeExternalEndpointStatus = action("read", z.strictObject({ RegistryId: z.string() }), (input, call) => {
    const { publicAccess = "Opened" } = registryOf(input.RegistryId, call);
    return { Status: publicAccess, Reason: "" };
});

export const instanceActions: Readonly<Record<string, Action>> = {
    DescribeInstances: describeInstances,
    DescribeExternalEndpointStatus: describeExternalEndpointStatus,
    DescribeRegions: describeRegions,
    DescribeReplicationInstances: describeReplicationInstances,
};
