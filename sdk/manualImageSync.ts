import * as pulumi from "@pulumi/pulumi";
import type {
    ImageCloud,
    ImageModel,
    ImagePath,
    ImageSyncOutputs,
    RuleCloud,
    SyncedImage,
    SyncedRule,
    TagPair,
} from "../provider/model";
import type { ManualImageSyncArgs } from "./imageArgs";
import { imageOf, referenceTo } from "./imageReference";
import { syncedRule } from "./imageRule";
import { hiddenProperties } from "./resource/hidden";
import { refuseImport } from "./resource/importing";
import { manualImageSyncProvider } from "./resource/trampoline";
import { moduleName } from "./resource/urn";

const type_ = "ManualImageSync";

type Data = Record<string, unknown>;

/** A target with its names filled; a `generic` one need not have a namespace. */
type FilledTarget<T extends ImageCloud> = ImageModel[T]["target"] &
    ([T] extends [RuleCloud] ? { namespace: string; repository: string } : { repository: string });

/**
 * One sync of images, now: done when the target holds the digests that the source held, or failed with the reason for
 * each tag. What the target holds already is not sent again; of a sync that failed in part, the next `up` runs the rest.
 *
 * Deleting it stops tasks that still run, where the cloud can, and leaves the copied images alone.
 *
 * @example
 * const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
 * const singapore = alibaba({ region: "ap-southeast-1", instanceId: "cri-sg" });
 * const release = new ManualImageSync("api-1.4.2", {
 *     source: { ...hub, namespace: "prod", repository: "api" },
 *     target: { ...singapore, namespace: "prod" },
 *     tags: ["1.4.2"],
 * });
 * export const digest = release.image("1.4.2").digest;
 */
export class ManualImageSync<S extends ImageCloud = ImageCloud, T extends ImageCloud = S>
    extends pulumi.dynamic.Resource
{
    /** Where images are taken from. Of a whole rule over a namespace it has no `repository`: there are several. */
    declare readonly source: pulumi.Output<ImageModel[S]["source"]>;
    /** Where they go, with namespace and repository filled; of a whole rule over a namespace without `repository`. */
    declare readonly target: pulumi.Output<FilledTarget<T>>;
    /** The declared tags; undefined where `tagFilter` chooses them, or the whole rule is synced. */
    declare readonly tags: pulumi.Output<(string | TagPair)[] | undefined>;
    /** What chooses the tags, in the source cloud's dialect; undefined where they are declared. */
    declare readonly tagFilter: pulumi.Output<string | undefined>;
    /** How many tags `tagFilter` or the whole rule may take; undefined where tags are declared. */
    declare readonly maxTags: pulumi.Output<number | undefined>;
    /** Whether a tag that the target has with another digest is overwritten. */
    declare readonly override: pulumi.Output<boolean>;
    /** The rule that the images go by; undefined: none. */
    declare readonly rule: pulumi.Output<SyncedRule | undefined>;
    /** How the images travel: by the cloud's own call, or from registry to registry through this machine. */
    declare readonly via: pulumi.Output<ImagePath>;
    /** Which platforms of an image are copied; undefined: all. */
    declare readonly platforms: pulumi.Output<string[] | undefined>;
    /** Whether signatures, SBOMs and other referrers are copied as well; undefined: no. */
    declare readonly referrers: pulumi.Output<boolean | undefined>;
    /** Priority of tasks by a manual rule of CR EE, 1 (lowest) to 5; undefined: the cloud's. */
    declare readonly priority: pulumi.Output<number | undefined>;
    /** Whether `up` waits until the images are in the target. */
    declare readonly wait: pulumi.Output<boolean>;
    /** How long it waits for all tags together, in seconds. */
    declare readonly timeoutSeconds: pulumi.Output<number>;
    /** Values whose change runs the sync again. */
    declare readonly triggers: pulumi.Output<unknown[] | undefined>;
    /** Every declared image, by its tag in the target; by `repository:tag` where a whole rule is synced. */
    declare readonly images: pulumi.Output<ImageSyncOutputs["images"]>;
    /** How many images have which status; statuses that none has are left out. */
    declare readonly summary: pulumi.Output<ImageSyncOutputs["summary"]>;
    /** Host name of the target registry, without scheme; undefined where it is not known. */
    declare readonly host: pulumi.Output<string | undefined>;

    /**
     * @param name logical name, unique among the program's image syncs
     * @param args both ends or a rule, and the tags; what is wrong in them is told at preview
     * @param opts as for any resource; `customTimeouts` bound the waiting, beside `timeoutSeconds`
     * @throws Error for the resource options `import` and `id`: an image sync is declared, never imported
     */
    constructor(name: string, args: ManualImageSyncArgs<S, T>, opts: pulumi.CustomResourceOptions = {}) {
        refuseImport(type_, name, opts, notImported);
        super(manualImageSyncProvider, name, properties(name, args, opts), opts, moduleName, type_);
    }

    /**
     * An image sync from data whose shape the compiler cannot know, such as a parsed file. The data is what the
     * constructor's args are; everything about it is checked when the program runs, with the property's path in the
     * error.
     */
    static fromData(name: string, data: unknown, opts?: pulumi.CustomResourceOptions): ManualImageSync {
        return new ManualImageSync(name, data as ManualImageSyncArgs, opts);
    }

    /**
     * One image, by its tag in the target, or by `repository:tag` of a whole rule. Not known during preview as long as the sync has something to do.
     *
     * @throws Error, as a rejection of the Output, where the sync has no such tag; it names the tags that it has
     */
    image(tag: pulumi.Input<string>): pulumi.Output<SyncedImage> {
        return pulumi.all([this.urn, this.images, tag]).apply(([urn, images, known]) => imageOf(urn, images, known));
    }

    /**
     * An image for a manifest: `host/namespace/repository@sha256:…`, in the target; its tag is given as to {@link image}.
     * Not known during preview as long as the sync has something to do.
     *
     * @throws Error, as a rejection of the Output, where the sync has no such tag, where the target does not hold the
     * declared image, and where the host or the digest is not known
     */
    imageReference(tag: pulumi.Input<string>): pulumi.Output<string> {
        return pulumi
            .all([this.urn, this.images, tag, this.host, this.target])
            .apply(([urn, images, known, host, target]) => referenceTo(urn, images, known, { host, ...target }));
    }
}

const notImported =
    "an image sync is not imported: declare it, and what is synced already is found by its digest and not sent again";

/** What the engine gets: the args, the outputs as yet unknown, and what the provider must be told besides. */
function properties(name: string, args: object | null | undefined, opts: pulumi.CustomResourceOptions): Data {
    const given: Data = { ...args };
    return {
        ...outputNames,
        ...given,
        ...(given.rule === undefined ? {} : { rule: syncedRule(given.rule) }),
        ...hiddenProperties(type_, name, opts),
    };
}

/** A property that is not among these does not become an output. */
const outputNames: Data = Object.fromEntries(
    [
        ...["source", "target", "tags", "tagFilter", "maxTags", "override", "rule", "via", "platforms", "referrers"],
        ...["priority", "wait", "timeoutSeconds", "triggers", "images", "summary", "host"],
    ].map((property) => [property, undefined]),
);
