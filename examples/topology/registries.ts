import { alibaba, huawei, tencent } from "pulumi-imagesync";

// The registries of the emulator's demo world. With accounts of your own, put your instances here.

export const hangzhou = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
export const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
export const frankfurt = alibaba({ region: "eu-central-1", instanceId: "cri-fra" });
/** A partner's instance, in an account of theirs. */
export const partner = alibaba({ region: "cn-shanghai", instanceId: "cri-partner" });
export const partnerAccountId = "1000000000000002";

export const guangzhou = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
export const tencentSingapore = tencent({ region: "ap-singapore", instanceId: "tcr-sg" });
/** A partner's instance, in a tenant of theirs. */
export const tencentPartner = tencent({ region: "ap-shanghai", instanceId: "tcr-partner" });
/** Entry of `imagesync:accounts` with the partner's uin and the token that opens their instance. */
export const partnerGrant = "tencent-grant";

export const beijing = huawei({ region: "cn-north-4" });
export const huaweiSingapore = huawei({ region: "ap-southeast-3" });
export const hongKong = huawei({ region: "ap-southeast-1" });
