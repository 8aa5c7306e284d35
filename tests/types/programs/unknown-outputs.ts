import * as pulumi from "@pulumi/pulumi";
import { alibaba, huawei, RepoSyncRule, tencent } from "pulumi-imagesync";

interface Settings {
    instanceId: string;
    namespace?: string;
    tagFilter?: string;
    trigger?: "automatic" | "manual";
}

const config = new pulumi.Config();
const settings = config.requireObject<Settings>("hub");
const network = new pulumi.StackReference("org/network/prod");
const instanceId = network.requireOutput("registry").apply((value) => String(value));
const maybe: pulumi.Output<string | undefined> = pulumi.output(settings).apply(({ tagFilter }) => tagFilter);
const promised = Promise.resolve("prod");

const rule = new RepoSyncRule("from-outputs", {
    source: { ...alibaba({ region: config.require("region"), instanceId }), namespace: promised },
    target: { ...alibaba({ region: pulumi.output("ap-southeast-1"), instanceId: settings.instanceId }) },
    name: pulumi.interpolate`${instanceId}-mirror`,
    tagFilter: maybe,
});

// Each optional field takes undefined, by itself and within an Output.
const text = config.get("text");
const flag = config.getBoolean("flag");
const later = pulumi.output(text);
const laterFlag = pulumi.output(flag);
new RepoSyncRule("alibaba", {
    source: { cloud: "alibaba", region: "cn-hangzhou", instanceId, namespace: "a", repository: text, account: later },
    target: {
        ...alibaba({ region: "cn-hangzhou", instanceId, account: text }),
        namespace: text,
        repository: later,
        accountId: text,
        linkId: later,
    },
    name: text,
    repositoryFilter: text,
    tagFilter: settings.tagFilter,
    trigger: settings.trigger,
    adopt: flag,
});
new RepoSyncRule("tencent", {
    source: { ...tencent({ region: later.apply(String), instanceId }), namespace: "a", repository: undefined },
    target: { ...tencent({ region: "ap-singapore", instanceId }), namespace: later, grant: text, account: undefined },
    name: undefined,
    repositoryFilter: later,
    tagFilter: text,
    override: flag,
    replicateDeletions: laterFlag,
    artifacts: pulumi.output<"image" | undefined>(undefined),
    enabled: laterFlag,
    description: later,
    adopt: laterFlag,
});
new RepoSyncRule("huawei", {
    source: {
        ...huawei({ region: "cn-north-4" }),
        namespace: "team",
        repository: later.apply((name) => name ?? "api"),
    },
    target: { ...huawei({ region: "ap-southeast-3", account: later }), namespace: text },
    override: flag,
    adopt: undefined,
});

// A rule's outputs feed another rule.
new RepoSyncRule("chained", {
    source: { ...alibaba({ region: rule.target.region, instanceId: rule.target.instanceId }), namespace: "prod" },
    target: alibaba({ region: "eu-central-1", instanceId: "cri-eu" }),
    tagFilter: rule.tagFilter,
    trigger: rule.trigger,
});
