import * as pulumi from "@pulumi/pulumi";
import { ManualImageSync, tencent } from "pulumi-imagesync";

/** A deployment as Pulumi's Kubernetes package declares it. */
interface DeploymentArgs {
    spec: pulumi.Input<{
        containers: pulumi.Input<pulumi.Input<{ name: pulumi.Input<string>; image?: pulumi.Input<string> }>[]>;
    }>;
}
declare class Deployment extends pulumi.CustomResource {
    constructor(name: string, args: DeploymentArgs, opts?: pulumi.CustomResourceOptions);
}

const registry = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const tag = new pulumi.Config().require("tag");
const release = new ManualImageSync("release", {
    source: { ...registry, namespace: "staging", repository: "api" },
    target: { ...registry, namespace: "prod" },
    tags: [tag],
});
new Deployment("api", { spec: { containers: [{ name: "api", image: release.imageReference(tag) }] } });
new Deployment("later", {
    spec: release.imageReference(pulumi.output(tag)).apply((image) => ({ containers: [{ name: "api", image }] })),
});
export const reference: pulumi.Output<string> = release.imageReference(tag);
