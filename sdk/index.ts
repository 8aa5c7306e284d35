/**
 * Declare how container images travel between registries: Alibaba Cloud CR EE, Tencent TCR, Huawei SWR, any OCI registry.
 *
 * @packageDocumentation
 */
export { alibaba, generic, huawei, tencent } from "./endpoints";
export { ManualImageSync } from "./manualImageSync";
export { RepoSyncRule } from "./repoSyncRule";
export type { RepoSyncRuleArgs, RuleOptions, RuleSource, RuleTarget } from "./args";
export type { ImageSource, ImageSyncOptions, ImageTarget, ManualImageSyncArgs } from "./imageArgs";
export type {
    ImageCloud,
    ImagePath,
    ImageStatus,
    ImageSyncData,
    RuleCloud,
    RuleData,
    SyncedImage,
    SyncedImages,
    TagPair,
} from "../provider/model";
