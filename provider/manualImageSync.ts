import type { CreateResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic";
import type { Messages } from "./engine";
import { messageOf } from "./errors";
import { imageSyncId } from "./images/declared/identity";
import { type Job, openJobs, running } from "./images/syncing/job";
import { ImageLeaver } from "./images/leaving";
import { type Moved, type News, ProgressReport } from "./images/waiting/progress";
import { ImageReader } from "./images/reading";
import { summaryOf } from "./images/record";
import { failureReasons } from "./images/syncing/report";
import { Sources } from "./images/syncing/sources";
import { ImageSyncer } from "./images/syncing/syncer";
import { copiesOf, isWholeRule, refuseMore } from "./images/declared/tags";
import { imagesOf, type ListRepositories, named, type Part, Parts } from "./images/parts";
import { failed } from "./images/syncing/verdict";
import type { ImageSyncOutputs, ImageSyncSpec, SyncedImages } from "./model";
import type { Clock } from "./process/clock";
import type { CallOptions, Copy, ImagePort, PathCapabilities } from "./registry";
import { PartialFailure } from "./partial";
import { withoutUndefined } from "./paths";

/** How long an operation may take, in seconds, where `customTimeouts` does not say; `timeoutSeconds` bounds a sync. */
const defaultTimeouts = { read: 120, delete: 300 } as const;

/** The host is a courtesy: it is not waited for any longer (milliseconds). */
const hostMs = 10_000;

/** An image sync as it is recorded: the declaration and what came of it. */
export type ImageSyncState = ImageSyncSpec & Partial<ImageSyncOutputs>;

/** The work on one part of a sync. */
interface Work {
    readonly part: Part;
    readonly jobs: readonly Job[];
}

/** The life of an image sync, the same on every cloud and path: look, join or start, wait, look. */
export class ImageSyncLifecycle {
    private readonly sources: Sources;
    private readonly syncer: ImageSyncer;
    private readonly reader: ImageReader;
    private readonly leaver: ImageLeaver;
    private readonly parts: Parts;
    /** Tasks that resources of this process have left running: a resource that goes must not cancel them. */
    private readonly leftRunning = new Set<string>();

    /** @param repositories those of the source's namespace, for syncs of a whole rule */
    constructor(
        private readonly cloud: PathCapabilities,
        private readonly port: ImagePort,
        private readonly clock: Clock,
        private readonly messages: Messages,
        repositories?: ListRepositories,
    ) {
        this.parts = new Parts(cloud, repositories, messages);
        this.sources = new Sources(cloud, port, messages);
        this.syncer = new ImageSyncer(cloud, port, clock);
        this.reader = new ImageReader(cloud, port, messages);
        this.leaver = new ImageLeaver(cloud, port, messages, clock);
    }

    async create(spec: ImageSyncSpec): Promise<CreateResult> {
        const id = imageSyncId(spec);
        return { id, outs: await this.sync(id, spec, {}, spec.__timeouts?.create) };
    }

    async update(id: string, olds: ImageSyncState, news: ImageSyncSpec): Promise<UpdateResult> {
        return { outs: await this.sync(id, news, olds, news.__timeouts?.update) };
    }

    async read(id: string, state: ImageSyncState): Promise<ReadResult> {
        const spec = declared(state);
        const options = this.options(defaultTimeouts.read);
        const readings = await Promise.all(
            this.parts.recorded(spec, state.images ?? {}).map(async (part) => {
                const before = imagesOf(part, state.images);
                return this.reader.read(part, declaredCopies(spec, before), before, options);
            }),
        );
        const images = Object.assign({}, ...readings.map((reading) => reading.images)) as SyncedImages;
        const drifted = new Set(readings.flatMap((reading) => [...reading.drifted]));
        const outs = outputs(spec, images, state.host);
        return { id, props: outs, inputs: withoutUndefined({ ...undrifted(spec, drifted) }) };
    }

    async delete(state: ImageSyncState): Promise<void> {
        const options = this.options(state.__timeouts?.delete ?? defaultTimeouts.delete);
        const spec = declared(state);
        for (const part of this.parts.recorded(spec, state.images ?? {})) {
            const images = imagesOf(part, state.images);
            await this.leaver.leave(part.spec, declaredCopies(spec, images), images, this.leftRunning, options);
        }
    }

    private async sync(id: string, spec: ImageSyncSpec, olds: Partial<ImageSyncState>, timeout: number | undefined) {
        const seconds = Math.min(spec.timeoutSeconds, timeout ?? Infinity);
        const options = this.options(seconds);
        const works = await this.works(spec, olds.images ?? {}, options);
        const progress = new ProgressReport(this.messages, this.clock, spec.__urn);
        const failures = await Promise.all(works.map((work) => this.work(work, options, progress.of(work.part))));
        const failure = failures.find((each) => each !== undefined);
        if (failure && works.every(({ jobs }) => jobs.every(({ attempts }) => attempts === 0))) {
            throw failure.error;
        }
        const images = Object.assign({}, ...works.map(resultsOf)) as SyncedImages;
        const outs = outputs(spec, images, (await this.host(spec)) ?? olds.host);
        progress.end(images, movedBy(works));
        this.keepRunning(works.flatMap(({ jobs }) => jobs));
        const reasons = failureReasons(spec, images, seconds, failure && messageOf(failure.error));
        if (reasons.length > 0) {
            throw new PartialFailure(id, outs, reasons);
        }
        return outs;
    }

    /** Nothing is started before every part is known, so that what is wrong with one of them stops them all. */
    private async works(spec: ImageSyncSpec, before: SyncedImages, options: CallOptions): Promise<Work[]> {
        const parts = await this.parts.now(spec, options);
        const works = await Promise.all(
            parts.map(async (part) => ({
                part,
                jobs: await this.sources.jobs(part, imagesOf(part, before), options),
            })),
        );
        const tags = works.flatMap(({ part, jobs }) => jobs.map(({ copy }) => `${part.prefix}${copy.target}`));
        if (isWholeRule(spec)) {
            const narrow = "the rule's filters";
            refuseMore(tags, spec.maxTags, { cloud: this.cloud.cloud, what: "the rule", narrow });
            this.parts.warnOfNothing(parts, tags);
        }
        return works;
    }

    /** Answers what ended the work before its time; what is under way then is recorded as `running`. */
    private async work({ part: { spec }, jobs }: Work, { deadline }: CallOptions, progress: News) {
        try {
            await this.syncer.run({ spec, jobs, deadline, progress });
            return undefined;
        } catch (error) {
            const problem = messageOf(error);
            for (const job of openJobs(jobs)) {
                job.result = job.attempts > 0 ? running(job, problem) : failed(job, problem);
            }
            return { error };
        }
    }

    private keepRunning(jobs: readonly Job[]): void {
        const tasks = jobs.filter(({ result }) => result?.status === "running").map(({ result }) => result?.taskId);
        tasks.forEach((task) => task !== undefined && this.leftRunning.add(task));
    }

    private async host(spec: ImageSyncSpec): Promise<string | undefined> {
        return this.port.host(spec, { deadline: this.clock.now() + hostMs }).catch(() => undefined);
    }

    private options(seconds: number): CallOptions {
        return { deadline: this.clock.now() + seconds * 1000 };
    }
}

function outputs(spec: ImageSyncSpec, images: SyncedImages, host: string | undefined): Record<string, unknown> {
    const outs: ImageSyncOutputs = { images, summary: summaryOf(images), host };
    return withoutUndefined({ ...spec, ...outs });
}

const recorded: ReadonlySet<string> = new Set(["images", "summary", "host", "__provider"]);

/** The declaration in a recorded sync. */
function declared(state: ImageSyncState): ImageSyncSpec {
    return Object.fromEntries(
        Object.entries(state).filter(([name]) => !recorded.has(name)),
    ) as unknown as ImageSyncSpec;
}

/** What became of a part's images, as it is recorded. */
function resultsOf({ part, jobs }: Work): SyncedImages {
    const results = jobs.map(({ copy, result }) => [copy.target, result ?? { status: "failed" }] as const);
    return named(part, Object.fromEntries(results));
}

/** The images that were moved, with the bytes that took. */
function movedBy(works: readonly Work[]): Moved[] {
    return works.flatMap(({ part, jobs }) =>
        jobs
            .filter(({ attempts }) => attempts > 0)
            .map(({ copy, trace }) => ({ name: `${part.prefix}${copy.target}`, bytes: trace.found?.movedBytes })),
    );
}

/** The images that a recorded part is about: those named, or those that were taken then. */
function declaredCopies(spec: ImageSyncSpec, images: SyncedImages): readonly Copy[] {
    return copiesOf(spec) ?? Object.keys(images).map((tag) => ({ source: tag, target: tag }));
}

/**
 * The declaration without what has drifted, so that a preview shows it by name as something to be added. A filter
 * names no tags: it is left out as a whole.
 */
function undrifted(spec: ImageSyncSpec, drifted: ReadonlySet<string>): ImageSyncSpec {
    if (drifted.size === 0) {
        return spec;
    }
    const tags = spec.tags?.filter((tag) => !drifted.has(typeof tag === "string" ? tag : (tag.target ?? tag.source)));
    return { ...spec, tags, tagFilter: undefined };
}
