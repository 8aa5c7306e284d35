import type { AlibabaInstance } from "../model";
import { boolean, optional, required } from "../wire/parameters";
import { type Action, ownInstance } from "./action";
import { page, pageParameters } from "./paging";

export const GetInstance: Action = {
    access: "read",
    parameters: { InstanceId: required },
    handle: (call) => {
        const instance = ownInstance(call);
        return { ...described(instance), CreateTime: instance.createdAt, ModifiedTime: instance.createdAt };
    },
};

export const ListInstance: Action = {
    access: "read",
    parameters: { InstanceName: optional, InstanceStatus: optional, ResourceGroupId: optional, ...pageParameters },
    handle: ({ accountId, parameters, store }) => {
        const [name, status] = [parameters.text("InstanceName"), parameters.text("InstanceStatus")];
        const instances = store.state.instances.filter(
            (instance) =>
                instance.accountId === accountId &&
                (name === "" || instance.name === name) &&
                (status === "" || instance.status === status),
        );
        const { items, fields, total } = page(instances, parameters);
        // This list alone gives times as strings and says where an instance is; its count is a number.
        const Instances = items.map((instance) => ({
            ...described(instance),
            RegionId: instance.regionId,
            CreateTime: String(instance.createdAt),
            ModifiedTime: String(instance.createdAt),
        }));
        return { ...fields, TotalCount: total, Instances };
    },
};

export const ListInstanceEndpoint: Action = {
    access: "read",
    parameters: { InstanceId: required, ModuleName: optional, Summary: boolean },
    handle: (call) => {
        const { id, name, regionId, isClosed } = ownInstance(call);
        return {
            Endpoints: [
                endpoint("internet", isClosed === true ? undefined : call.context.hosts.host(id)),
                endpoint("vpc", `${name}-registry-vpc.${regionId}.cr.aliyuncs.com`),
            ],
        };
    },
};

/** @param domain - Undefined where the endpoint is closed. */
function endpoint(type: string, domain: string | undefined): object {
    return {
        EndpointType: type,
        Enable: domain !== undefined,
        Status: "RUNNING",
        Domains: domain === undefined ? [] : [{ Domain: domain, Type: "SYSTEM" }],
        AclEnable: false,
        AclEntries: [],
        LinkedVpcs: [],
    };
}

function described(instance: AlibabaInstance): object {
    return {
        InstanceId: instance.id,
        InstanceName: instance.name,
        InstanceStatus: instance.status,
        InstanceSpecification: "Enterprise_Advanced",
        ResourceGroupId: "",
        Tags: [],
    };
}
