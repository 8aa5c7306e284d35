import type { AlibabaRegistry, Endpoint, Hidden, HuaweiRegistry, RuleCloud, TencentRegistry } from "./common";

export interface AlibabaRuleSource extends AlibabaRegistry {
    /** Namespace in the source instance, 120 characters at most (NamespaceName). */
    namespace: string;
    /** One repository, 128 characters at most (RepoName, scope REPO). Default: the whole namespace (scope NAMESPACE). */
    repository?: string;
}

export interface AlibabaRuleTarget extends AlibabaRegistry {
    /** Namespace in the target instance (TargetNamespaceName). Default: the source's. */
    namespace?: string;
    /** Repository in the target (TargetRepoName), where the rule takes one repository. Default: the source's. */
    repository?: string;
    /**
     * Id of the account that owns the target instance, digits only (TargetUserId). Never given back by the cloud.
     * Default: the source's account.
     */
    accountId?: string;
    /** Id of a custom link to carry the traffic (LinkId). Default: the public network's. */
    linkId?: string;
}

export interface TencentRuleSource extends TencentRegistry {
    /** Namespace in the source registry, 128 characters at most. */
    namespace: string;
    /** One repository, 255 characters at most; may hold slashes. Default: every repository of the namespace. */
    repository?: string;
}

export interface TencentRuleTarget extends TencentRegistry {
    /** Namespace in the target, made when missing (DestNamespace). Default: the source's. Repositories keep their names. */
    namespace?: string;
    /**
     * Entry of `imagesync:accounts` with the `uin` and long-term token of the tenant that owns the target
     * (PeerReplicationOption). Never given back by the cloud. Default: the target is the tenant's own.
     */
    grant?: string;
}

export interface HuaweiRuleSource extends HuaweiRegistry {
    /** Organization, 64 characters at most. */
    namespace: string;
    /** Repository, 128 characters at most; may hold slashes. SWR's rules always take exactly one. */
    repository: string;
}

export interface HuaweiRuleTarget extends HuaweiRegistry {
    /** Organization in the target region (remoteNamespace). Default: the source's. The repository keeps its name. */
    namespace?: string;
}

/** What every rule takes. */
export interface CommonRuleOptions {
    /**
     * Take over a rule that is there already under the same natural key and make it as declared. Without it a
     * different rule under the same key is an error that lists the differences. Default: false.
     */
    adopt?: boolean;
}

export interface AlibabaRuleOptions extends CommonRuleOptions {
    /**
     * Rule name (SyncRuleName): letters, digits and `-._`, 128 characters at most, unique in the source instance.
     * Default: made from the logical name.
     */
    name?: string;
    /**
     * Regular expression over repository names, 1024 characters at most; only for a whole namespace (RepoNameFilter).
     * Default: all.
     */
    repositoryFilter?: string;
    /** Regular expression over tags, 1024 characters at most (TagFilter). Default: all. */
    tagFilter?: string;
    /**
     * `automatic`: every matching push is copied (PASSIVE); `manual`: only when asked (INITIATIVE).
     * Default: `automatic`.
     */
    trigger?: "automatic" | "manual";
}

export interface TencentRuleOptions extends CommonRuleOptions {
    /**
     * Rule name (Rule.Name): lower-case letters, digits and `-._`, 128 characters at most, unique in the source
     * registry. Default: made from the logical name.
     */
    name?: string;
    /**
     * Glob over repository names within the namespace, 1024 characters at most; `**` crosses slashes. Only for a whole
     * namespace (the filter of type name). Default: all.
     */
    repositoryFilter?: string;
    /** Glob over tags (`v1.*`, `{1.4,1.5}-*`), 1024 characters at most (the filter of type tag). Default: all. */
    tagFilter?: string;
    /** Overwrite a tag that the target has already (Rule.Override). Default: false. */
    override?: boolean;
    /** Delete in the target what is deleted in the source (Rule.Deletion). Never given back by the cloud. Default: false. */
    replicateDeletions?: boolean;
    /** Kind of artifact (the filter of type resource). Default: `all`. */
    artifacts?: "image" | "chart" | "all";
    /** Whether the rule works (Rule.Enabled). Default: true. */
    enabled?: boolean;
    /** Free text, 1024 characters at most (Description). Default: "". */
    description?: string;
}

export interface HuaweiRuleOptions extends CommonRuleOptions {
    /** Overwrite a tag that the target has already (override). Default: false. */
    override?: boolean;
}

/** Source, target and options of a rule, by cloud. */
export interface RuleModel {
    alibaba: { source: AlibabaRuleSource; target: AlibabaRuleTarget; options: AlibabaRuleOptions };
    tencent: { source: TencentRuleSource; target: TencentRuleTarget; options: TencentRuleOptions };
    huawei: { source: HuaweiRuleSource; target: HuaweiRuleTarget; options: HuaweiRuleOptions };
}

/** The args of a rule with plain values: what a data file holds. */
export type RuleData = {
    [C in RuleCloud]: { source: RuleModel[C]["source"]; target: RuleModel[C]["target"] } & RuleModel[C]["options"];
}[RuleCloud];

/** A rule after `check`: every default is filled. The lifecycle knows no more of a cloud than this. */
export interface RuleSpec extends Hidden {
    source: Endpoint;
    target: Endpoint;
    name?: string;
    adopt?: boolean;
}

export type AlibabaRuleSpec = RuleSpec & {
    source: AlibabaRuleSource;
    target: AlibabaRuleTarget & { namespace: string };
} & AlibabaRuleOptions & { name: string; trigger: "automatic" | "manual" };

export type TencentRuleSpec = RuleSpec & {
    source: TencentRuleSource;
    target: TencentRuleTarget & { namespace: string };
} & Required<Omit<TencentRuleOptions, "repositoryFilter" | "tagFilter" | "adopt">> &
    TencentRuleOptions;

export type HuaweiRuleSpec = RuleSpec & {
    source: HuaweiRuleSource;
    target: HuaweiRuleTarget & { namespace: string };
    override: boolean;
};

/** What a rule has beyond its args. */
export interface RuleOutputs {
    /** The cloud's own id; changes when the rule is made anew. */
    ruleId: string;
    /** What the rule takes: `repository` or `namespace`. */
    scope: "repository" | "namespace";
    /** ISO 8601, where the cloud tells. */
    createdAt?: string;
    /** ISO 8601, where the cloud tells. */
    updatedAt?: string;
}
