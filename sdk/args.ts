import type { Input } from "@pulumi/pulumi";
import type { RuleCloud, RuleModel } from "../provider/model";

/** Plain fields as a program may give them: each an Input, but for `cloud`, which selects the type. */
export type Inputs<T> = { [K in keyof T]: K extends "cloud" ? T[K] : Input<T[K]> };

/** The source of a rule on a cloud. */
export type RuleSource<C extends RuleCloud> = { cloud: C } & Inputs<Omit<RuleModel[C]["source"], "cloud">>;

/** The target of a rule on a cloud. */
export type RuleTarget<C extends RuleCloud> = { cloud: C } & Inputs<Omit<RuleModel[C]["target"], "cloud">>;

/** The options of a rule on a cloud. */
export type RuleOptions<C extends RuleCloud> = Inputs<RuleModel[C]["options"]>;

/** The args of {@link RepoSyncRule}: both ends in one cloud, and the options which that cloud has. */
export type RepoSyncRuleArgs<C extends RuleCloud> = {
    /** Where images are taken from. */
    source: RuleSource<C>;
    /** Where they go; a namespace or repository that is left out is the source's. */
    target: RuleTarget<NoInfer<C>>;
} & RuleOptions<NoInfer<C>>;
