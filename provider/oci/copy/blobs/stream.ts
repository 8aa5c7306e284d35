import { ImageSyncError } from "../../../errors";
import { retry } from "../../../retry";
import type { Descriptor, OciOptions } from "../../registry/port";
import type { Place } from "../port";
import type { Bounds } from "../running/bounds";
import { verified, WrongBytes } from "./verified";

/** One blob on its way. */
export interface BlobJob {
    readonly blob: Descriptor;
    readonly source: Place;
    readonly target: Place;
    readonly bounds: Bounds;
    /** Gets how many bytes have passed in this attempt. */
    readonly passed: (bytes: number) => void;
}

/**
 * Streams a blob from source to target. Faults of the moment are tried again, after a look whether the blob has
 * arrived all the same; wrong bytes once.
 * @throws ImageSyncError `invalid` with both digests where the source's bytes are wrong twice
 */
export async function stream(job: BlobJob): Promise<void> {
    const { blob, target, bounds } = job;
    let begun = false;
    let wrong = false;
    const attempt = async (): Promise<void> => {
        bounds.check();
        if (begun && (await target.registry.hasBlob(target.repository, blob.digest, bounds.options))) {
            return;
        }
        begun = true;
        try {
            await streamOnce(job);
        } catch (error) {
            if (!(error instanceof WrongBytes)) {
                throw error;
            }
            if (wrong) {
                throw refusal(job, error);
            }
            wrong = true;
            await attempt();
        }
    };
    await retry(attempt, { clock: bounds.endingClock, deadline: bounds.options.deadline, write: false });
}

async function streamOnce({ blob, source, target, bounds, passed }: BlobJob): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, bounds.options.signal]);
    let fault: { readonly error: unknown } | undefined;
    // The source is asked when the target wants the first byte: an upload that is refused leaves no download open.
    const bytes = verified(blob, () => pull(source, blob, { ...bounds.options, signal }), {
        passed: (total) => {
            bounds.check();
            passed(total);
        },
        failed: (error) => (fault = { error }),
    });
    try {
        await target.registry.pushBlob(target.repository, blob, bytes, bounds.options);
    } catch (error) {
        throw fault ? fault.error : error;
    } finally {
        ended.abort();
    }
    if (fault) {
        throw fault.error;
    }
}

async function pull(source: Place, blob: Descriptor, options: OciOptions): Promise<AsyncIterable<Buffer>> {
    const bytes = await source.registry.pullBlob(source.repository, blob, options);
    if (!bytes) {
        throw new ImageSyncError({
            kind: "notFound",
            cloud: source.registry.host,
            action: `GET /v2/${source.repository}/blobs/${blob.digest}`,
            problem: "a manifest names this blob, but the registry does not hold it",
            advice: "push the image to the source again",
        });
    }
    return bytes;
}

function refusal({ blob, source }: BlobJob, { message }: WrongBytes): ImageSyncError {
    return new ImageSyncError({
        kind: "invalid",
        cloud: source.registry.host,
        action: `GET /v2/${source.repository}/blobs/${blob.digest}`,
        problem: `the blob was to have digest ${blob.digest}, but twice the registry sent ${message}`,
        advice: "nothing of it was committed; push the image to the source again, or look for a proxy in between",
    });
}
