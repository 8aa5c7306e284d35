import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { makeProvider, type ResourceType } from "../../provider";

type Data = Record<string, unknown>;

/** What the provider's check says of a resource's inputs. */
export async function reasons(
    inputs: Data,
    config: Readonly<Record<string, string>> = {},
    type: ResourceType = "RepoSyncRule",
): Promise<string[]> {
    const silent = { info: () => undefined, status: () => undefined, warn: () => undefined };
    const provider = makeProvider(type, (key) => config[key], silent);
    const { failures = [] } = (await provider.check?.({}, inputs)) ?? {};
    return failures.map(({ reason }) => reason);
}

/** A provider object as the trampoline makes it, and the request that the host configures it with. */
export function bareProvider(): { provider: ResourceProvider; request: ConfigureRequest } {
    const config = { get: () => undefined, require: () => "" };
    return { provider: {} as ResourceProvider, request: { config } };
}
