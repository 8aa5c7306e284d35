import { alibaba, huawei, tencent } from "pulumi-imagesync";
import { FanOut } from "./fanOut";

const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const api = new FanOut("api", {
    source: { ...hub, namespace: "prod", repository: "api" },
    targets: {
        singapore: alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" }),
        frankfurt: alibaba({ region: "eu-central-1", instanceId: "cri-fra" }),
    },
    options: { tagFilter: "v\\d+.*" },
});

const base = new FanOut("base", {
    source: { ...tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), namespace: "base" },
    targets: {
        singapore: tencent({ region: "ap-singapore", instanceId: "tcr-sg" }),
        beijing: tencent({ region: "ap-beijing", instanceId: "tcr-bj" }),
    },
    options: { tagFilter: "1.*", override: true },
});

const orders = new FanOut("orders", {
    source: { ...huawei({ region: "cn-north-4" }), namespace: "team", repository: "backend/orders" },
    targets: { singapore: huawei({ region: "ap-southeast-3" }), hongKong: huawei({ region: "ap-southeast-1" }) },
});

export const targets = Object.fromEntries(
    Object.entries({ api, base, orders }).map(([name, { rules }]) => [name, Object.keys(rules)]),
);
