import type { Messages } from "../../engine";
import { ImageSyncError } from "../../errors";
import type { ImageSyncSpec, SyncedImages } from "../../model";
import {
    type CallOptions,
    type Copy,
    type HeldImages,
    type ImageCapabilities,
    type ImagePort,
    pathOf,
} from "../../registry";
import { type Job, newJob } from "./job";
import { copiesOf, takenBy } from "../declared/tags";

/** Which images a sync is about, and what the source holds of them. */
export class Sources<S extends ImageSyncSpec = ImageSyncSpec> {
    constructor(
        private readonly cloud: ImageCapabilities<S>,
        private readonly port: ImagePort<S>,
        private readonly messages: Messages,
    ) {}

    /**
     * A job for every declared image.
     * @throws ImageSyncError `notFound` that names the tags which the source lacks, before anything is started;
     * `invalid` when a filter takes more than `maxTags`
     */
    async jobs(spec: S, before: SyncedImages, options: CallOptions): Promise<Job[]> {
        const declared = copiesOf(spec);
        const names = declared && [...new Set(declared.map(({ source }) => source))];
        const held = await this.port.images(spec, "source", names, options);
        if (!held) {
            throw this.notFound(spec, `repository ${pathOf(spec.source)} not found`);
        }
        const copies = declared ?? this.taken(spec, held);
        const jobs = copies.flatMap((copy) => {
            const wanted = held.get(copy.source);
            return wanted ? [newJob(copy, wanted, before[copy.target])] : [];
        });
        const missing = copies.filter(({ source }) => !held.has(source));
        return missing.length === 0 ? jobs : [...jobs, ...(await this.kept(spec, missing, before, options))];
    }

    private taken(spec: S, held: HeldImages): Copy[] {
        const filter = spec.tagFilter ?? "";
        const tags = takenBy([...held.keys()], this.cloud.matcher(filter), spec.maxTags, {
            cloud: this.cloud.cloud,
            what: `tagFilter ${JSON.stringify(filter)}`,
        });
        if (tags.length === 0) {
            const text = `tagFilter ${JSON.stringify(filter)} takes none of the ${held.size} tags of ${pathOf(spec.source)}`;
            this.messages.warn(text, spec.__urn);
        }
        return tags.map((tag) => ({ source: tag, target: tag }));
    }

    /** An image that was synced, and that the target still holds, stays so when the source has lost it. */
    private async kept(spec: S, missing: readonly Copy[], before: SyncedImages, options: CallOptions): Promise<Job[]> {
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

    private notFound({ source }: S, problem: string): ImageSyncError {
        const advice = "push them first, or fix tags and source";
        return new ImageSyncError({ kind: "notFound", cloud: source.cloud, action: "sync", problem, advice });
    }
}

/** What a person is told of an image that the source has lost. */
export function sourceGone(tag: string, spec: ImageSyncSpec): string {
    return `${pathOf(spec.source)} does not hold ${tag} any more; the target keeps it`;
}
