import {
    type AlibabaRegistry,
    type GenericRegistry,
    type HuaweiRegistry,
    type RuleCloud,
    ruleClouds,
    type TencentRegistry,
} from "./common";

/** Where images can come from and go to: a cloud's registries, or any OCI registry by its host (`generic`). */
export type ImageCloud = RuleCloud | "generic";

export const imageClouds: readonly ImageCloud[] = [...ruleClouds, "generic"];

export interface AlibabaImageSource extends AlibabaRegistry {
    /** Namespace in the source instance, 120 characters at most (RepoNamespaceName). */
    namespace: string;
    /** Repository in the source instance, 128 characters at most (RepoName). */
    repository: string;
}

export interface AlibabaImageTarget extends AlibabaRegistry {
    /** Namespace in the target instance (TargetNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target instance (TargetRepoName). Default: the source's. */
    repository?: string;
    /**
     * Id of the account that owns the target instance, digits only (TargetUserId). Without `account` beside it the
     * target cannot be read, and its images are `unverified`. Default: the source's account.
     */
    accountId?: string;
}

export interface TencentImageSource extends TencentRegistry {
    /** Namespace in the source registry, 128 characters at most (SourceNamespace). */
    namespace: string;
    /** Repository in the source registry, 255 characters at most; may hold slashes (SourceRepo). */
    repository: string;
}

export interface TencentImageTarget extends TencentRegistry {
    /** Namespace in the target (DestinationNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target (DestinationRepo). Default: the source's. */
    repository?: string;
}

export interface HuaweiImageSource extends HuaweiRegistry {
    /** Organization, 64 characters at most. */
    namespace: string;
    /** Repository, 128 characters at most; may hold slashes. */
    repository: string;
}

export interface HuaweiImageTarget extends HuaweiRegistry {
    /** Organization in the target region (remoteNamespace). Default: the source's. */
    namespace?: string;
    /** Repository in the target. Default: the source's; SWR's own call keeps the name, a registry copy need not. */
    repository?: string;
}

export interface GenericImageSource extends GenericRegistry {
    /**
     * First part of the repository's path, where a person thinks of it as one; may hold slashes. Default: none, the
     * path is `repository` alone.
     */
    namespace?: string;
    /** Repository, may hold slashes; with the namespace 255 characters at most. */
    repository: string;
}

export interface GenericImageTarget extends GenericRegistry {
    /** First part of the repository's path; may hold slashes. Default: the source's, if it has one. */
    namespace?: string;
    /** Repository, may hold slashes; with the namespace 255 characters at most. Default: the source's. */
    repository?: string;
}

/** Source and target of an image sync, by cloud. */
export interface ImageModel {
    alibaba: { source: AlibabaImageSource; target: AlibabaImageTarget };
    tencent: { source: TencentImageSource; target: TencentImageTarget };
    huawei: { source: HuaweiImageSource; target: HuaweiImageTarget };
    generic: { source: GenericImageSource; target: GenericImageTarget };
}
