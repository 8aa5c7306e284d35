import * as pulumi from "@pulumi/pulumi";
import {
    alibaba,
    huawei,
    ManualImageSync,
    RepoSyncRule,
    tencent,
    type ImageCloud,
    type ImageSource,
    type ImageSyncOptions,
    type ImageTarget,
    type ManualImageSyncArgs,
    type RuleCloud,
} from "pulumi-imagesync";

interface ReleaseArgs<S extends ImageCloud, T extends ImageCloud> {
    source: ImageSource<S>;
    targets: ImageTarget<T>[];
    options?: ImageSyncOptions;
}

/** One source, many targets, whatever the clouds. */
class Release<S extends ImageCloud, T extends ImageCloud> extends pulumi.ComponentResource {
    readonly syncs: ManualImageSync<S, T>[];

    constructor(name: string, { source, targets, options }: ReleaseArgs<S, T>, opts?: pulumi.ComponentResourceOptions) {
        super("example:index:Release", name, {}, opts);
        this.syncs = targets.map((target, n) => {
            return new ManualImageSync(`${name}-${n}`, { source, target, ...options }, { parent: this });
        });
        this.registerOutputs({ images: this.syncs.map((sync) => sync.images) });
    }
}

/** The target is put together here. */
function mirror<C extends ImageCloud>(source: ImageSource<C>, targets: ImageTarget<C>[], tags: string[]) {
    return targets.map((target, n) => {
        return new ManualImageSync(`mirror-${n}`, { source, target: { ...target, namespace: "mirror" }, tags });
    });
}

/** The same by a rule, which may be left out. */
function backfill<C extends RuleCloud>(rule: RepoSyncRule<C>, source: ImageSource<C>, target?: ImageTarget<C>) {
    new ManualImageSync("by-rule-alone", { rule, tagFilter: "v.*" });
    return new ManualImageSync("by-rule", { rule, source, target, tagFilter: "v.*" });
}

/** Args that come from elsewhere as a whole. */
function urgent<S extends ImageCloud, T extends ImageCloud>(name: string, args: ManualImageSyncArgs<S, T>) {
    return new ManualImageSync(name, { ...args, priority: 5 });
}

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const beijing = huawei({ region: "cn-north-4" });
const api = { ...hub, namespace: "prod", repository: "api" };

new Release("alibaba", { source: api, targets: [{ ...hub, namespace: "copy" }], options: { tags: ["1.4.2"] } });
new Release("tencent", {
    source: { ...guangzhou, namespace: "prod", repository: "api" },
    targets: [{ ...guangzhou, namespace: "copy", repository: "renamed" }],
    options: { tags: [{ source: "1.4.2", target: "stable" }], wait: false },
});
export const huaweiSyncs: ManualImageSync<"huawei">[] = new Release("huawei", {
    source: { ...beijing, namespace: "team", repository: "api" },
    targets: ["ap-southeast-1", "ap-southeast-3"].map((region) => huawei({ region })),
}).syncs;
new Release("across", { source: api, targets: [guangzhou], options: { tags: ["1.4.2"] } });
mirror(api, [hub, { ...hub, accountId: "1000000000000002" }], ["1.4.2"]);

const rule = new RepoSyncRule("rule", { source: { ...hub, namespace: "prod" }, target: hub, trigger: "manual" });
backfill(rule, api);
export const source: pulumi.Output<string> = urgent("urgent", { rule, tags: ["1.4.2"] }).source.instanceId;
