import type { Input } from "@pulumi/pulumi";
import type { RuleCloud, RuleModel } from "../provider/model";

/** Plain fields as a program may give them: each an Input, of undefined too where the field may be left out. */
export type Inputs<T> = { [K in keyof T]: Input<object extends Pick<T, K> ? T[K] | undefined : T[K]> };

/** The same for what a rule consists of; `cloud` is no Input, since it selects the type of everything else. */
export type AllInputs<T> = { [Part in keyof T]: Inputs<Omit<T[Part], "cloud">> };

/**
 * One property for each cloud, not a type that maps over clouds: in a component that takes any cloud, the compiler then
 * knows that no option is required, and lets it spread options that may be undefined.
 */
interface RuleInputs {
    alibaba: AllInputs<RuleModel["alibaba"]>;
    tencent: AllInputs<RuleModel["tencent"]>;
    huawei: AllInputs<RuleModel["huawei"]>;
}

/** The source of a rule on a cloud. */
export type RuleSource<C extends RuleCloud> = { cloud: C } & RuleInputs[C]["source"];

/** The target of a rule on a cloud. */
export type RuleTarget<C extends RuleCloud> = { cloud: C } & RuleInputs[C]["target"];

/** The options of a rule on a cloud. */
export type RuleOptions<C extends RuleCloud> = RuleInputs[C]["options"];

/** The args of {@link RepoSyncRule}: both ends in one cloud, and the options which that cloud has. */
export type RepoSyncRuleArgs<C extends RuleCloud> = {
    /** Where images are taken from. */
    source: RuleSource<C>;
    /** Where they go; a namespace or repository that is left out is the source's. */
    target: RuleTarget<NoInfer<C>>;
} & RuleOptions<NoInfer<C>>;
