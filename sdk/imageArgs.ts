import type { Input } from "@pulumi/pulumi";
import type { ImageCloud, ImageModel, ImageSyncOptions as PlainOptions, TagPair } from "../provider/model";
import type { AllInputs, Inputs } from "./args";
import type { RepoSyncRuleOn } from "./repoSyncRule";

/** One property for each cloud, not a type that maps over clouds, as for rules. */
interface ImageInputs {
    alibaba: AllInputs<ImageModel["alibaba"]>;
    tencent: AllInputs<ImageModel["tencent"]>;
    huawei: AllInputs<ImageModel["huawei"]>;
    generic: AllInputs<ImageModel["generic"]>;
}

/** The source of an image sync on a cloud. */
export type ImageSource<C extends ImageCloud> = { cloud: C } & ImageInputs[C]["source"];

/** The target of an image sync on a cloud. */
export type ImageTarget<C extends ImageCloud> = { cloud: C } & ImageInputs[C]["target"];

/** The options of an image sync, the same on every cloud; what a path cannot do is told at preview. */
export interface ImageSyncOptions extends Inputs<Omit<PlainOptions, "tags" | "platforms" | "triggers">> {
    /**
     * Tags to sync; `{ source, target }` names one otherwise in the target, where the path can. Either this or
     * `tagFilter`; neither with `rule` alone, which then takes everything that the rule takes.
     */
    tags?: Input<readonly Input<string | Inputs<TagPair>>[] | undefined>;
    /**
     * Which platforms of an image are copied, `os/architecture[/variant]` each, such as `linux/amd64`: of one the image
     * itself, of several an index of them, each with a digest other than the source's index. Only with registry copies.
     * Default: all, the image as it is.
     */
    platforms?: Input<readonly Input<string>[] | undefined>;
    /** Any change of these values runs the sync again. Nothing in them reaches a cloud. */
    triggers?: Input<readonly Input<unknown>[] | undefined>;
}

/** An image sync by a rule; without tags and tagFilter, of everything that the rule takes, now. */
interface ByRuleArgs<S extends ImageCloud, T extends ImageCloud> extends ImageSyncOptions {
    /**
     * The rule that the images go by: both ends are the rule's, and a manual rule of CR EE makes the tasks. The sync
     * waits for the rule to be there.
     */
    rule: RepoSyncRuleOn<S>;
    /** Default: the rule's source. Where the rule takes a whole namespace, this names the repository. */
    source?: ImageSource<S> | undefined;
    /** Default: the rule's target. */
    target?: ImageTarget<T> | undefined;
}

/** An image sync that names both its ends. */
interface BothEndsArgs<S extends ImageCloud, T extends ImageCloud> extends ImageSyncOptions {
    /** Where images are taken from: one repository. */
    source: ImageSource<S>;
    /** Where they go; a namespace or repository that is left out is the source's. May be in another cloud. */
    target: ImageTarget<T>;
    /** A rule between these ends. */
    rule?: RepoSyncRuleOn<S> | undefined;
}

/**
 * The args of {@link ManualImageSync}: source and target, or a rule that knows them, and the options. Both ends come
 * last, so that the compiler, where nothing fits, names the end that is missing and not the rule.
 */
export type ManualImageSyncArgs<S extends ImageCloud = ImageCloud, T extends ImageCloud = S> =
    ByRuleArgs<S, T> | BothEndsArgs<S, T>;
