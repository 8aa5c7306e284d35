/** Clouds in which a standing rule can live. Both ends of a rule are in one cloud. */
export type RuleCloud = "alibaba" | "tencent" | "huawei";

export const ruleClouds: readonly RuleCloud[] = ["alibaba", "tencent", "huawei"];

/** What every endpoint in a cloud has. */
export interface Endpoint {
    /** The cloud, a plain literal: it selects the type of everything else. */
    cloud: RuleCloud;
    /** The entry of `imagesync:accounts` whose credentials are used. Default: the cloud's own configuration. */
    account?: string;
}

/** An instance of Alibaba Cloud Container Registry Enterprise Edition. */
export interface AlibabaRegistry extends Endpoint {
    cloud: "alibaba";
    /** Region id, such as `cn-hangzhou`; one of those that CR EE serves. */
    region: string;
    /** Instance id, `cri-…`, 64 characters at most (InstanceId, TargetInstanceId). */
    instanceId: string;
}

/** An instance of Tencent Container Registry, Enterprise Edition. */
export interface TencentRegistry extends Endpoint {
    cloud: "tencent";
    /** Region name such as `ap-guangzhou`; TCR's numeric id is looked up. */
    region: string;
    /** Registry id, `tcr-…`, 64 characters at most (SourceRegistryId, DestinationRegistryId). */
    instanceId: string;
}

/** Huawei Cloud SoftWare Repository for Container, basic edition: one registry for each region of an account. */
export interface HuaweiRegistry extends Endpoint {
    cloud: "huawei";
    /** Region id such as `cn-north-4`. */
    region: string;
}

/** Any OCI registry: Harbor, Docker Hub, a cloud that has no name here. */
export interface GenericRegistry {
    cloud: "generic";
    /**
     * Host name in lower case, with a port where it is not the usual one: `harbor.example.com`, `localhost:5000`.
     * Neither scheme nor path. Docker Hub is `docker.io`.
     */
    host: string;
    /**
     * The entry of `imagesync:accounts`, `{ host, username, password }`, with which one logs in. Default: the entry for
     * this host, else the Docker configuration's, else none: anonymous.
     */
    account?: string;
}

/** What the constructor adds for the provider; the engine does not show properties that begin with `__`. */
export interface Hidden {
    /** The resource's URN: tells two resources with one natural key apart. */
    __urn?: string;
    /** Args that the program left out and the constructor filled. */
    __defaults?: string[];
    /** The resource option `customTimeouts`, in seconds. */
    __timeouts?: { create?: number; update?: number; delete?: number };
}
