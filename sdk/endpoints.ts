import type { AlibabaRegistry, HuaweiRegistry, TencentRegistry } from "../provider/model";
import type { Inputs } from "./args";

type Fields<T> = Inputs<Omit<T, "cloud">>;

/** An instance of Alibaba Cloud CR Enterprise Edition: spread it into sources and targets. */
export function alibaba<T extends Fields<AlibabaRegistry>>(registry: T): T & { cloud: "alibaba" } {
    return { ...registry, cloud: "alibaba" };
}

/** An instance of Tencent TCR Enterprise Edition: spread it into sources and targets. */
export function tencent<T extends Fields<TencentRegistry>>(registry: T): T & { cloud: "tencent" } {
    return { ...registry, cloud: "tencent" };
}

/** The registry of a Huawei Cloud region (SWR basic edition): spread it into sources and targets. */
export function huawei<T extends Fields<HuaweiRegistry>>(registry: T): T & { cloud: "huawei" } {
    return { ...registry, cloud: "huawei" };
}
