import { isKind } from "../../../errors";
import type { Gate } from "../running/gate";
import { stream, type BlobJob } from "./stream";

/** What this process knows of one blob in one registry. */
interface Known {
    /** Repositories that held it when last looked at. */
    readonly repositories: Set<string>;
    /** Repositories that somebody is bringing it to. */
    readonly bringing: Map<string, Promise<void>>;
    /** The stream of it that is under way. */
    streaming?: Promise<void>;
}

/** The blobs of one target registry: each is streamed into it once, however many images and repositories want it. */
export class BlobTable {
    private readonly blobs = new Map<string, Known>();

    constructor(private readonly streams: Gate) {}

    /**
     * Brings a blob into the target's repository: looks, mounts or streams. Who comes later waits for the first; where
     * the first fails, another takes over.
     * @returns whether it was streamed for this job
     */
    async bring(job: BlobJob): Promise<boolean> {
        const { bounds, blob, target } = job;
        const known = this.knownOf(blob.digest);
        for (;;) {
            bounds.check();
            if (known.repositories.has(target.repository)) {
                return false;
            }
            const ahead = known.bringing.get(target.repository);
            if (!ahead) {
                return this.lead(known, job);
            }
            await bounds.wait(ahead);
        }
    }

    /** Unlearns that a repository holds these blobs: the registry has said that it does not. */
    forget(repository: string, digests: Iterable<string>): void {
        for (const digest of digests) {
            this.blobs.get(digest)?.repositories.delete(repository);
        }
    }

    private knownOf(digest: string): Known {
        let known = this.blobs.get(digest);
        if (!known) {
            known = { repositories: new Set(), bringing: new Map() };
            this.blobs.set(digest, known);
        }
        return known;
    }

    private async lead(known: Known, job: BlobJob): Promise<boolean> {
        const { repository } = job.target;
        const mine = milestone();
        known.bringing.set(repository, mine.reached);
        try {
            const streamed = await this.obtain(known, job);
            known.repositories.add(repository);
            return streamed;
        } finally {
            known.bringing.delete(repository);
            mine.reach();
        }
    }

    private async obtain(known: Known, job: BlobJob): Promise<boolean> {
        const { source, target, blob, bounds } = job;
        const isSameRegistry = source.registry.identity === target.registry.identity;
        if (isSameRegistry && source.repository === target.repository) {
            return false;
        }
        const refused = new Set<string>();
        // What the process knows to be in the registry needs no look: mounting what is there already does no harm.
        const first = candidate(known.repositories, refused);
        if (first !== undefined && (await mount(first, refused, job))) {
            return false;
        }
        if (await target.registry.hasBlob(target.repository, blob.digest, bounds.options)) {
            return false;
        }
        if (isSameRegistry && (await mount(source.repository, refused, job))) {
            return false;
        }
        // A registry that refuses a mount once would refuse the next, too.
        while (refused.size === 0) {
            const from = candidate(known.repositories, refused);
            if (from !== undefined && (await mount(from, refused, job))) {
                return false;
            }
            if (from === undefined && !known.streaming) {
                break;
            }
            await bounds.wait(known.streaming ?? Promise.resolve());
        }
        await this.streamOne(known, job);
        return true;
    }

    private async streamOne(known: Known, job: BlobJob): Promise<void> {
        const mine = milestone();
        known.streaming = mine.reached;
        try {
            await this.streams.run(job.bounds, () => stream(job));
            known.repositories.add(job.target.repository);
        } finally {
            if (known.streaming === mine.reached) {
                known.streaming = undefined;
            }
            mine.reach();
        }
    }
}

/** A repository to mount from that has not been asked yet. */
function candidate(repositories: ReadonlySet<string>, refused: ReadonlySet<string>): string | undefined {
    return [...repositories].find((each) => !refused.has(each));
}

async function mount(from: string, refused: Set<string>, { blob, target, bounds }: BlobJob): Promise<boolean> {
    bounds.check();
    refused.add(from);
    try {
        return await target.registry.mountBlob(target.repository, blob.digest, from, bounds.options);
    } catch (error) {
        // A login that may not read `from`, or a registry without mounts: the bytes can still be sent.
        if (isKind(error, "unauthorized", "notFound", "unsupported", "invalid")) {
            return false;
        }
        throw error;
    }
}

/** A promise that never fails, for those who wait for somebody else's work. */
function milestone(): { readonly reached: Promise<void>; reach(): void } {
    let reach = () => {};
    const reached = new Promise<void>((resolve) => (reach = resolve));
    return { reached, reach };
}
