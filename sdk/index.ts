/**
 * Declare how container images travel between registries on Alibaba Cloud CR EE, Tencent TCR and Huawei SWR.
 *
 * @packageDocumentation
 */
export { alibaba, huawei, tencent } from "./endpoints";
export { ManualImageSync } from "./manualImageSync";
export { RepoSyncRule } from "./repoSyncRule";
export type { RepoSyncRuleArgs, RuleOptions, RuleSource, RuleTarget } from "./args";
export type { ImageSource, ImageSyncOptions, ImageTarget, ManualImageSyncArgs } from "./imageArgs";
export type {
    ImageCloud,
    ImageStatus,
    ImageSyncData,
    RuleCloud,
    RuleData,
    SyncedImage,
    SyncedImages,
    TagPair,
} from "../provider/model";
