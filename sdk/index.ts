/**
 * Declare how container images travel between registries on Alibaba Cloud CR EE, Tencent TCR and Huawei SWR.
 *
 * @packageDocumentation
 */
export { alibaba, huawei, tencent } from "./endpoints";
export { RepoSyncRule } from "./repoSyncRule";
export type { RepoSyncRuleArgs, RuleOptions, RuleSource, RuleTarget } from "./args";
export type { RuleCloud, RuleData } from "../provider/model";
