import * as pulumi from "@pulumi/pulumi";
import { packageRoot } from "../harness/cli";
import type { Data } from "./grpc";

/** What the SDK hands to the engine for a rule: its args, the hidden properties, the provider's text. */
export async function inputsOf(args: object, opts: pulumi.CustomResourceOptions = {}): Promise<Data> {
    const { RepoSyncRule } = require(packageRoot) as typeof import("../../../sdk");
    return new Promise((resolve, reject) => {
        const mocks: pulumi.runtime.Mocks = {
            newResource: ({ inputs }: { inputs: Data }) => {
                resolve(inputs);
                return { id: "mock", state: inputs };
            },
            call: () => ({}),
        };
        pulumi.runtime
            .setMocks(mocks, "e2e", "dev", true)
            .then(() => RepoSyncRule.fromData("r", args, opts))
            .catch(reject);
    });
}
