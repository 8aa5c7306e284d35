import assert from "node:assert/strict";
import { clouds } from "../../../../provider/clouds";
import type { ImageCloud, ImageSyncSpec, RuleCloud } from "../../../../provider/model";
import { genericImages } from "../../../../provider/clouds/generic/images";
import type { ImageCapabilities, Validation } from "../../../../provider/registry";
import { valueAt } from "../../../../provider/paths";
import { validateImageSync } from "../../../../provider/validation/images/sync";

export type Args = Readonly<Record<string, unknown>>;

export const imageClouds: readonly RuleCloud[] = ["alibaba", "tencent", "huawei"];

/** Args without what defaults fill, by cloud. */
export const goodArgs: Readonly<Record<RuleCloud, Args>> = {
    alibaba: {
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        tags: ["1.4.1", "1.4.2"],
    },
    tencent: {
        source: {
            cloud: "tencent",
            region: "ap-guangzhou",
            instanceId: "tcr-gz",
            namespace: "staging",
            repository: "team/api",
        },
        target: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
        tags: ["1.4.1", "1.4.2"],
    },
    huawei: {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "backend/orders" },
        target: { cloud: "huawei", region: "ap-southeast-3" },
        tags: ["1.4.1", "1.4.2"],
    },
};

/** A rule as the constructor hands it on, between the ends of the good args. */
export const ruleBetween: Readonly<Record<RuleCloud, Args>> = {
    alibaba: {
        ruleId: "crsr-1",
        name: "api-to-sg",
        trigger: "manual",
        source: goodArgs.alibaba.source,
        target: { ...(goodArgs.alibaba.target as Args), namespace: "prod", repository: "api" },
    },
    tencent: {
        ruleId: "7",
        name: "staging-to-prod",
        override: true,
        source: goodArgs.tencent.source,
        target: goodArgs.tencent.target,
    },
    huawei: {
        ruleId: "31",
        override: true,
        source: goodArgs.huawei.source,
        target: { ...(goodArgs.huawei.target as Args), namespace: "team" },
    },
};

export function imageCapabilities(cloud: ImageCloud): ImageCapabilities {
    return cloud === "generic" ? genericImages : clouds[cloud].images;
}

/** What validation says of args whose clouds are known. */
export function validate(args: Args): Validation {
    const [from, to] = ["source.cloud", "target.cloud"].map((path) => valueAt(args, path) as ImageCloud);
    assert(from !== undefined && to !== undefined);
    return validateImageSync(imageCapabilities(from).schema, imageCapabilities(to).schema, { ...args });
}

/** An image sync as `check` hands it on. */
export function imageSpecOf(cloud: RuleCloud, args: Args = goodArgs[cloud]): ImageSyncSpec {
    return specOf(args);
}

/** An image sync between any ends as `check` hands it on. */
export function specOf(args: Args): ImageSyncSpec {
    const { args: filled, failures } = validate(args);
    assert.deepEqual(failures, []);
    return filled as unknown as ImageSyncSpec;
}
