import * as pulumi from "@pulumi/pulumi";
import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { makeProvider } from "../../provider";

type Data = Record<string, unknown>;

/** What the engine was asked to register, in the order of asking. */
export interface Registered {
    readonly name: string;
    readonly type: string;
    readonly inputs: Data;
}

/** Takes the place of the engine for the programs that follow; each resource's outputs are its inputs. */
export async function recordResources(project = "shop", stack = "dev"): Promise<Registered[]> {
    const registered: Registered[] = [];
    const newResource = ({ name, type, inputs }: pulumi.runtime.MockResourceArgs) => {
        registered.push({ name, type, inputs: inputs as Data });
        return { id: `${name}-id`, state: inputs as Data };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, project, stack);
    return registered;
}

/** The value of an Output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((done) => output.apply(done));
}

/** What the provider's check says of a resource's inputs. */
export async function reasons(inputs: Data, config: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const silent = { info: () => undefined, warn: () => undefined };
    const provider = makeProvider("RepoSyncRule", (key) => config[key], silent);
    const { failures = [] } = (await provider.check?.({}, inputs)) ?? {};
    return failures.map(({ reason }) => reason);
}

/** A provider object as the trampoline makes it, and the request that the host configures it with. */
export function bareProvider(): { provider: ResourceProvider; request: ConfigureRequest } {
    const config = { get: () => undefined, require: () => "" };
    return { provider: {} as ResourceProvider, request: { config } };
}
