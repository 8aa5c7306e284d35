import { holdImage, imageOf, type NewHuaweiImage } from "../registry/images";
import { takePlan } from "./plans";
import type {
    HuaweiOrganization,
    HuaweiRule,
    HuaweiSyncJob,
    HuaweiSyncOutcome,
    HuaweiSyncStatus,
    HuaweiTag,
} from "./state";
import { splitPath, type HuaweiStore } from "./store";

/** A job to be made. */
export type NewHuaweiSyncJob = Pick<
    HuaweiSyncJob,
    | "region"
    | "domainId"
    | "namespace"
    | "repository"
    | "tag"
    | "remoteRegionId"
    | "remoteNamespace"
    | "override"
    | "operatorId"
    | "operatorName"
>;

/** The share of its time that a job waits before it runs. */
const waitingShare = 0.25;

/** Pushes a tag: replaces one of that name and fires the repository's rules. */
export function pushTag(
    store: HuaweiStore,
    region: string,
    path: string,
    tag: string,
    image: NewHuaweiImage,
): HuaweiTag {
    const repository = store.findRepository(region, path) ?? store.addRepository(region, path);
    const now = store.now();
    const pushed: HuaweiTag = {
        id: store.context.sequence("huawei-tag"),
        name: tag,
        ...imageOf(store.context, path, tag, image),
        createdAt: now,
        updatedAt: now,
    };
    holdImage(store.context, repository, pushed.digest);
    repository.tags = [...repository.tags.filter((each) => each.name !== tag), pushed];
    repository.updatedAt = now;
    store.changed();
    for (const rule of store.rules(region, path).filter((each) => each.syncAuto)) {
        fire(store, rule, tag);
    }
    settle(store);
    return pushed;
}

function fire(store: HuaweiStore, rule: HuaweiRule, tag: string): void {
    const { region, domainId, namespace, repository, remoteRegionId, remoteNamespace, override } = rule;
    startJob(store, {
        ...{ region, domainId, namespace, repository, tag, remoteRegionId, remoteNamespace, override },
        operatorId: domainId,
        operatorName: store.findOrganization(region, namespace)?.creatorName ?? "",
    });
}

/** Makes a job of what the tag is now. Call `settle` when all are made. */
export function startJob(store: HuaweiStore, order: NewHuaweiSyncJob): HuaweiSyncJob {
    const lasts = store.state.syncSettings.seconds * 1000;
    const tags = store.findRepository(order.region, `${order.namespace}/${order.repository}`)?.tags ?? [];
    const image = tags.find((each) => each.name === order.tag);
    const createdAt = store.now();
    const job: HuaweiSyncJob = {
        ...order,
        ...takePlan(store.state, order.tag),
        id: store.context.sequence("huawei-sync-job"),
        ...(image !== undefined && { image: { digest: image.digest, sizeBytes: image.sizeBytes } }),
        createdAt,
        startsAt: createdAt + lasts * waitingShare,
        endsAt: createdAt + lasts,
    };
    store.state.syncJobs.push(job);
    store.changed();
    return job;
}

/** Lets held jobs go: they run from now for as long as a job takes. */
export function release(store: HuaweiStore): void {
    for (const job of store.state.syncJobs.filter((each) => each.held !== undefined)) {
        delete job.held;
        job.startsAt = Math.min(job.startsAt, store.now());
        job.endsAt = store.now() + store.state.syncSettings.seconds * 1000;
        store.changed();
    }
    settle(store);
}

/** What a job is at a time; those that are due by then must have been settled. */
export function statusOf(job: HuaweiSyncJob, now: number): HuaweiSyncStatus {
    const started = job.held !== "waiting" && now >= job.startsAt;
    return job.outcome ?? (started ? "running" : "waiting");
}

/** When a job last changed its status. */
export function changedAt(job: HuaweiSyncJob, now: number): number {
    const times = { waiting: job.createdAt, running: job.startsAt };
    const status = statusOf(job, now);
    return status === "waiting" || status === "running" ? times[status] : job.endsAt;
}

function targetOf(store: HuaweiStore, job: HuaweiSyncJob): HuaweiOrganization | undefined {
    const organization = store.findOrganization(job.remoteRegionId, job.remoteNamespace);
    return organization?.domainId === job.domainId ? organization : undefined;
}

function tagAtTarget(store: HuaweiStore, job: HuaweiSyncJob): HuaweiTag | undefined {
    const repository = store.findRepository(job.remoteRegionId, `${job.remoteNamespace}/${job.repository}`);
    return repository?.tags.find((each) => each.name === job.tag);
}

/** How a job would end if it ended now. */
export function prospectOf(store: HuaweiStore, job: HuaweiSyncJob): HuaweiSyncOutcome | "vanish" {
    if (job.fate !== undefined) {
        return job.fate;
    }
    if (job.image === undefined || targetOf(store, job) === undefined) {
        return "failed";
    }
    const present = tagAtTarget(store, job);
    if (present === undefined || job.override) {
        return "success";
    }
    return present.digest === job.image.digest ? "existed" : "cancel";
}

/** Ends a job. Nothing is pushed where the target has the image, so rules that copy in a circle come to rest. */
function end(store: HuaweiStore, job: HuaweiSyncJob): void {
    const outcome = prospectOf(store, job);
    store.changed();
    if (outcome === "vanish") {
        store.state.syncJobs = store.state.syncJobs.filter((each) => each !== job);
        return;
    }
    job.outcome = outcome;
    const { image, fate } = job;
    const copies = outcome === "success" && fate === undefined && image !== undefined;
    if (copies && tagAtTarget(store, job)?.digest !== image.digest) {
        pushTag(store, job.remoteRegionId, `${job.remoteNamespace}/${job.repository}`, job.tag, image);
    }
}

function nextDue(store: HuaweiStore): HuaweiSyncJob | undefined {
    const now = store.now();
    return store.state.syncJobs
        .filter((each) => each.outcome === undefined && each.held === undefined && each.endsAt <= now)
        .reduce<HuaweiSyncJob | undefined>(
            (first, each) => (first && first.endsAt <= each.endsAt ? first : each),
            undefined,
        );
}

/** Ends the jobs that are due by now, one after the other: what they copy may fire rules of the target in turn. */
export function settle(store: HuaweiStore): void {
    for (let job = nextDue(store); job !== undefined; job = nextDue(store)) {
        end(store, job);
    }
}

/** The jobs of a region, or of one of its repositories, in the order in which they were made. */
export function jobsOf(store: HuaweiStore, region: string, path?: string): readonly HuaweiSyncJob[] {
    const [namespace, repository] = path === undefined ? [] : splitPath(path);
    return store.state.syncJobs
        .filter((each) => each.region === region)
        .filter((each) => path === undefined || (each.namespace === namespace && each.repository === repository));
}
