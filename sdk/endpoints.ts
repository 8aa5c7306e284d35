import type {
    AlibabaRegistry,
    GenericRegistry,
    HuaweiRegistry,
    ImageCloud,
    RuleCloud,
    TencentRegistry,
} from "../provider/model";
import type { Inputs, RuleSource, RuleTarget } from "./args";
import type { ImageSource, ImageTarget } from "./imageArgs";

type Fields<T> = Inputs<Omit<T, "cloud">>;

/** What any source or target of the cloud has, of a rule or of an image sync. */
type Known<C extends ImageCloud> =
    | keyof ImageSource<C>
    | keyof ImageTarget<C>
    | (C extends RuleCloud ? keyof RuleSource<C> | keyof RuleTarget<C> : never);

/** Refuses what neither a source nor a target of the cloud has: once spread, the compiler would let it pass. */
type Only<C extends ImageCloud, T> = { [K in Exclude<keyof T, Known<C>>]: never };

/** An instance of Alibaba Cloud CR Enterprise Edition: spread it into sources and targets. */
export function alibaba<T extends Fields<AlibabaRegistry>>(registry: T & Only<"alibaba", T>): T & { cloud: "alibaba" } {
    return { ...registry, cloud: "alibaba" };
}

/** An instance of Tencent TCR Enterprise Edition: spread it into sources and targets. */
export function tencent<T extends Fields<TencentRegistry>>(registry: T & Only<"tencent", T>): T & { cloud: "tencent" } {
    return { ...registry, cloud: "tencent" };
}

/** The registry of a Huawei Cloud region (SWR basic edition): spread it into sources and targets. */
export function huawei<T extends Fields<HuaweiRegistry>>(registry: T & Only<"huawei", T>): T & { cloud: "huawei" } {
    return { ...registry, cloud: "huawei" };
}

/**
 * Any OCI registry, by its host: Harbor, Docker Hub (`docker.io`), a cloud that has no factory here. Spread it into
 * sources and targets of image syncs; rules need a cloud.
 */
export function generic<T extends Fields<GenericRegistry>>(registry: T & Only<"generic", T>): T & { cloud: "generic" } {
    return { ...registry, cloud: "generic" };
}
