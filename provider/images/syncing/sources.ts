import type { Messages } from "../../engine";
import { ImageSyncError } from "../../errors";
import type { ImageSyncSpec, SyncedImages } from "../../model";
import {
    type CallOptions,
    type Copy,
    type HeldImages,
    type ImagePort,
    type PathCapabilities,
    pathOf,
} from "../../registry";
import { type Job, newJob } from "./job";
import { copiesOf, takenBy } from "../declared/tags";
import type { Part } from "../parts/part";

/** Which images a sync is about, and what the source holds of them. */
export class Sources {
    constructor(
        private readonly cloud: PathCapabilities,
        private readonly port: ImagePort,
        private readonly messages: Messages,
    ) {}

    /**
     * A job for every declared image.
     * @throws ImageSyncError `notFound` that names the tags which the source lacks, before anything is started;
     * `invalid` when a filter takes more than `maxTags`
     */
    async jobs({ spec, listed }: Part, before: SyncedImages, options: CallOptions): Promise<Job[]> {
        const declared = copiesOf(spec);
        const names = declared ? [...new Set(declared.map(({ source }) => source))] : await this.chosen(spec, options);
        const held = await this.port.images(spec, "source", names, options);
        if (!held) {
            if (listed) {
                return [];
            }
            throw this.notFound(spec, `repository ${pathOf(spec.source)} not found`);
        }
        const copies = declared ?? this.taken(spec, held);
        if (copies.length === 0 && !listed) {
            const text = `${whatTakes(spec)} takes none of the tags of ${pathOf(spec.source)}`;
            this.messages.warn(text, spec.__urn);
        }
        const jobs = copies.flatMap((copy) => {
            const wanted = held.get(copy.source);
            return wanted ? [newJob(copy, wanted, before[copy.target])] : [];
        });
        const missing = copies.filter(({ source }) => !held.has(source));
        return missing.length === 0 ? jobs : [...jobs, ...(await this.kept(spec, missing, before, options))];
    }

    /** Where each tag is looked at by itself, those alone that the filter takes. */
    private async chosen(spec: ImageSyncSpec, options: CallOptions): Promise<string[] | undefined> {
        const tags = await this.port.tagNames?.(spec, options);
        // What is of another kind is counted only once that is known.
        const maxTags = isOfKind(undefined, spec) ? spec.maxTags : Infinity;
        return tags && this.takenOf(spec, tags, maxTags);
    }

    private takenOf(spec: ImageSyncSpec, tags: readonly string[], maxTags: number | undefined): string[] {
        const matcher = spec.tagFilter === undefined ? () => true : this.cloud.matcher(spec.tagFilter);
        return takenBy(tags, matcher, maxTags, { cloud: this.cloud.cloud, what: whatTakes(spec) });
    }

    private taken(spec: ImageSyncSpec, held: HeldImages): Copy[] {
        const kept = [...held].filter(([, { artifact = spec.rule?.artifacts }]) => isOfKind(artifact, spec));
        const tags = this.takenOf(
            spec,
            kept.map(([tag]) => tag),
            spec.maxTags,
        );
        return tags.map((tag) => ({ source: tag, target: tag }));
    }

    /** An image that was synced, and that the target still holds, stays so when the source has lost it. */
    private async kept(
        spec: ImageSyncSpec,
        missing: readonly Copy[],
        before: SyncedImages,
        options: CallOptions,
    ): Promise<Job[]> {
        const synced = missing.filter(({ target }) => before[target]?.status === "synced");
        const names = synced.map(({ target }) => target);
        const held = names.length > 0 ? await this.port.images(spec, "target", names, options) : undefined;
        const gone = missing.filter(({ target }) => {
            const digest = held?.get(target)?.digest;
            return digest === undefined || digest !== before[target]?.digest;
        });
        if (gone.length > 0) {
            const tags = gone.map(({ source }) => JSON.stringify(source)).join(", ");
            const noun = gone.length === 1 ? "tag" : "tags";
            throw this.notFound(spec, `${noun} ${tags} not found in ${pathOf(spec.source)}; nothing was started`);
        }
        for (const { source } of missing) {
            this.messages.warn(sourceGone(source, spec), spec.__urn);
        }
        return missing.map((copy) => {
            const image = before[copy.target];
            const job = newJob(copy, { digest: image?.digest ?? "", sizeBytes: image?.sizeBytes }, image);
            return { ...job, result: image };
        });
    }

    private notFound({ source }: ImageSyncSpec, problem: string): ImageSyncError {
        const advice = "push them first, or fix tags and source";
        return new ImageSyncError({ kind: "notFound", cloud: source.cloud, action: "sync", problem, advice });
    }
}

function whatTakes({ tagFilter }: ImageSyncSpec): string {
    return tagFilter === undefined ? "the rule" : `tagFilter ${JSON.stringify(tagFilter)}`;
}

/** Whether the rule takes this kind of artifact; what a cloud does not tell apart counts as taken. */
function isOfKind(artifact: string | undefined, { rule }: ImageSyncSpec): boolean {
    return rule?.artifacts === undefined || rule.artifacts === "all" || rule.artifacts === artifact;
}

/** What a person is told of an image that the source has lost. */
export function sourceGone(tag: string, spec: ImageSyncSpec): string {
    return `${pathOf(spec.source)} does not hold ${tag} any more; the target keeps it`;
}
