/** The emulated TCR, as plain data: what `--state` keeps. Times are milliseconds since the epoch. */
export interface TencentState {
    registries: TencentRegistry[];
    grants: TencentIssuedGrant[];
    tokens: TencentToken[];
    immutableTagRules: TencentImmutableTagRule[];
    plans: TencentPlan[];
    /** How long an execution of a rule runs, in seconds of the emulated clock. */
    executionSeconds: number;
    disabledKeys: string[];
}

export interface TencentRegistry {
    readonly id: string;
    /** The account that owns it. */
    readonly uin: string;
    readonly name: string;
    /** A region name, such as `ap-guangzhou`. */
    readonly region: string;
    type: "basic" | "standard" | "premium";
    /** `Running`, or any other status of DescribeInstances. */
    status: string;
    /** Whether the host answers from the public network. Absent in states of before: it does. */
    publicAccess?: "Opened" | "Closed";
    readonly createdAt: number;
    namespaces: TencentNamespace[];
    rules: TencentRule[];
    executions: TencentExecution[];
}

export interface TencentNamespace {
    readonly id: number;
    readonly name: string;
    readonly public: boolean;
    readonly createdAt: number;
    repositories: TencentRepository[];
}

export interface TencentRepository {
    /** By which the content store knows what it holds; never given twice. */
    readonly id: string;
    /** Without the namespace; may hold slashes. */
    readonly name: string;
    readonly createdAt: number;
    updatedAt: number;
    tags: TencentTag[];
}

export interface TencentTag {
    readonly name: string;
    readonly digest: string;
    readonly sizeBytes: number;
    readonly kind: "image" | "chart";
    readonly updatedAt: number;
}

export interface TencentFilter {
    readonly type: "name" | "tag" | "resource";
    readonly value: string;
}

/** What a rule says; the wire calls it Rule plus Description. */
export interface TencentRuleSettings {
    readonly name: string;
    readonly description: string;
    readonly filters: readonly TencentFilter[];
    readonly override: boolean;
    readonly deletion: boolean;
    readonly enabled: boolean;
    readonly destinationRegistryId: string;
    /** "" stands for the source's namespace. */
    readonly destinationNamespace: string;
}

export interface TencentRule extends TencentRuleSettings {
    readonly id: number;
    readonly createdAt: number;
    readonly updatedAt: number;
}

/** One run of a rule. */
export interface TencentExecution {
    readonly id: number;
    readonly ruleId: number;
    readonly startedAt: number;
    /** In the future while it runs. */
    endsAt: number;
    /** It runs until it is released. */
    held?: boolean;
    /** How it ends where not well: failed, or forgotten. */
    readonly fate?: "failed" | "vanish";
    readonly tasks: readonly TencentTask[];
    /** Whether its tasks have taken effect in the destination. */
    landed: boolean;
}

/** `running` until its tasks have landed. */
export type TencentExecutionStatus = "running" | "succeeded" | "failed";

export interface TencentTask {
    readonly id: string;
    readonly operation: "copy" | "delete";
    readonly sourceNamespace: string;
    readonly destinationNamespace: string;
    readonly repository: string;
    readonly destinationRegistryId: string;
    readonly override: boolean;
    readonly tag: TencentTag;
}

/** A long-term token of one registry. */
export interface TencentIssuedGrant {
    readonly uin: string;
    readonly registryId: string;
    readonly token: string;
}

/** A credential that CreateInstanceToken issued, for logging in to the registry. */
export interface TencentToken {
    readonly id: string;
    readonly registryId: string;
    readonly username: string;
    readonly token: string;
    readonly description: string;
    readonly expiresAt: number;
}

/** TCR's protection of tags in one namespace; the patterns are globs. */
export interface TencentImmutableTagRule {
    readonly id: number;
    readonly registryId: string;
    readonly namespace: string;
    readonly repositoryPattern: string;
    readonly tagPattern: string;
}

/** What the console has in store for DuplicateImage calls or runs of rules to come. */
export interface TencentPlan {
    readonly of: "duplicate" | "execution";
    /** The code of an error; of an execution `failed`, `held` or `vanish`. */
    readonly fate: string;
    /** The source's tag; absent where any is meant. */
    readonly tag?: string;
    times: number | "always";
}
