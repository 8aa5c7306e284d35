import { listOf } from "../../../pages";
import type { CallOptions } from "../../../registry";
import type { TencentClient } from "../client";

/** The registry with this id as DescribeInstances shows it, in the client's region; none where it is not there. */
export async function registries(client: TencentClient, id: string, options: CallOptions) {
    const action = "DescribeInstances";
    const { Registries: rows } = await client.read(action, { Registryids: [id] }, options);
    return listOf({ cloud: "tencent", action }, rows).filter((row) => row.RegistryId === id);
}
