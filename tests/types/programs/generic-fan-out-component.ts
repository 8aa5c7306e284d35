import * as pulumi from "@pulumi/pulumi";
import {
    alibaba,
    huawei,
    RepoSyncRule,
    tencent,
    type RepoSyncRuleArgs,
    type RuleCloud,
    type RuleOptions,
    type RuleSource,
    type RuleTarget,
} from "pulumi-imagesync";

interface FanOutArgs<C extends RuleCloud> {
    source: RuleSource<C>;
    targets: RuleTarget<C>[];
    options?: RuleOptions<C>;
}

/** The same as a function, where everything but the target comes from elsewhere. */
function fanOut<C extends RuleCloud>(rule: Omit<RepoSyncRuleArgs<C>, "target">, targets: RuleTarget<C>[]): void {
    targets.forEach(
        (target, n) => new RepoSyncRule(`each-${n}`, { ...rule, target: { ...target, namespace: "copy" } }),
    );
}

/** The least that a component can do. */
function mirror<C extends RuleCloud>(source: RuleSource<C>, target: RuleTarget<C>, options: RuleOptions<C> = {}) {
    new RepoSyncRule("plain", { source, target });
    return new RepoSyncRule("adopted", { source, target, ...options, adopt: true });
}

/** One source, many targets, whatever the cloud. */
class FanOut<C extends RuleCloud> extends pulumi.ComponentResource {
    readonly rules: RepoSyncRule<C>[];
    readonly ids: pulumi.Output<string[]>;

    constructor(name: string, args: FanOutArgs<C>, opts?: pulumi.ComponentResourceOptions) {
        super("example:index:FanOut", name, {}, opts);
        const { source, targets, options } = args;
        this.rules = targets.map((target, n) => {
            return new RepoSyncRule(`${name}-${n}`, { source, target, ...options }, { parent: this });
        });
        this.ids = pulumi.all(this.rules.map((rule) => rule.ruleId));
        this.registerOutputs({ ids: this.ids });
    }
}

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
new FanOut("alibaba", {
    source: { ...hub, namespace: "prod" },
    targets: [alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" }), { ...hub, namespace: "copy" }],
    options: { tagFilter: "v.*", trigger: "manual" },
});
new FanOut("tencent", {
    source: { ...tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), namespace: "prod" },
    targets: [tencent({ region: "ap-singapore", instanceId: "tcr-sg" })],
    options: { enabled: false },
});
export const ids = new FanOut<"huawei">("huawei", {
    source: { ...huawei({ region: "cn-north-4" }), namespace: "team", repository: "api" },
    targets: ["ap-southeast-1", "ap-southeast-3"].map((region) => huawei({ region })),
}).ids;
fanOut({ source: { ...hub, namespace: "prod" }, tagFilter: "v.*" }, [{ ...hub, namespace: "copy" }]);
mirror({ ...hub, namespace: "prod" }, { ...hub, namespace: "copy" });
