import type { CreateResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic";
import type { Messages } from "./engine";
import { messageOf } from "./errors";
import { imageSyncId } from "./images/declared/identity";
import { type Job, openJobs, running } from "./images/syncing/job";
import { ImageLeaver } from "./images/leaving";
import { ProgressReport } from "./images/waiting/progress";
import { ImageReader } from "./images/reading";
import { summaryOf } from "./images/record";
import { failureReasons } from "./images/syncing/report";
import { Sources } from "./images/syncing/sources";
import { ImageSyncer } from "./images/syncing/syncer";
import { copiesOf } from "./images/declared/tags";
import { failed } from "./images/syncing/verdict";
import type { ImageSyncOutputs, ImageSyncSpec, SyncedImages } from "./model";
import type { Clock } from "./process/clock";
import type { CallOptions, Copy, ImageCapabilities, ImagePort } from "./registry";
import { PartialFailure } from "./partial";
import { withoutUndefined } from "./paths";

/** How long an operation may take, in seconds, where `customTimeouts` does not say; `timeoutSeconds` bounds a sync. */
const defaultTimeouts = { read: 120, delete: 300 } as const;

/** The host is a courtesy: it is not waited for any longer (milliseconds). */
const hostMs = 10_000;

/** An image sync as it is recorded: the declaration and what came of it. */
export type ImageSyncState = ImageSyncSpec & Partial<ImageSyncOutputs>;

/** The life of an image sync, the same on every cloud: look, join or start, wait, look. */
export class ImageSyncLifecycle {
    private readonly sources: Sources;
    private readonly syncer: ImageSyncer;
    private readonly reader: ImageReader;
    private readonly leaver: ImageLeaver;
    /** Tasks that resources of this process have left running: a resource that goes must not cancel them. */
    private readonly leftRunning = new Set<string>();

    constructor(
        cloud: ImageCapabilities,
        private readonly port: ImagePort,
        private readonly clock: Clock,
        private readonly messages: Messages,
    ) {
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
        const before = state.images ?? {};
        const options = this.options(defaultTimeouts.read);
        const { images, drifted } = await this.reader.read(spec, declaredCopies(state), before, options);
        const outs = outputs(spec, images, state.host);
        return { id, props: outs, inputs: withoutUndefined({ ...undrifted(spec, drifted) }) };
    }

    async delete(state: ImageSyncState): Promise<void> {
        const options = this.options(state.__timeouts?.delete ?? defaultTimeouts.delete);
        await this.leaver.leave(declared(state), declaredCopies(state), state.images ?? {}, this.leftRunning, options);
    }

    private async sync(id: string, spec: ImageSyncSpec, olds: Partial<ImageSyncState>, timeout: number | undefined) {
        const seconds = Math.min(spec.timeoutSeconds, timeout ?? Infinity);
        const options = this.options(seconds);
        const jobs = await this.sources.jobs(spec, olds.images ?? {}, options);
        const progress = new ProgressReport(this.messages, this.clock, spec.__urn);
        const problem = await this.work(spec, jobs, options, progress);
        const images = Object.fromEntries(
            jobs.map(({ copy, result }) => [copy.target, result ?? { status: "failed" }]),
        );
        const outs = outputs(spec, images as SyncedImages, (await this.host(spec)) ?? olds.host);
        const moved = jobs.filter(({ attempts }) => attempts > 0).map(({ copy }) => copy.target);
        progress.end(images as SyncedImages, moved);
        this.keepRunning(jobs);
        const reasons = failureReasons(spec, images as SyncedImages, seconds, problem);
        if (reasons.length > 0) {
            throw new PartialFailure(id, outs, reasons);
        }
        return outs;
    }

    /** Answers what ended the work before its time; what is under way then is recorded as `running`. */
    private async work(spec: ImageSyncSpec, jobs: readonly Job[], { deadline }: CallOptions, progress: ProgressReport) {
        try {
            await this.syncer.run({ spec, jobs, deadline, progress });
            return undefined;
        } catch (error) {
            if (jobs.every(({ attempts }) => attempts === 0)) {
                throw error;
            }
            const problem = messageOf(error);
            for (const job of openJobs(jobs)) {
                job.result = job.attempts > 0 ? running(job, problem) : failed(job, problem);
            }
            return problem;
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

/** The images a recorded sync is about: those named, or those its filter took then. */
function declaredCopies(state: ImageSyncState): readonly Copy[] {
    return copiesOf(state) ?? Object.keys(state.images ?? {}).map((tag) => ({ source: tag, target: tag }));
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
