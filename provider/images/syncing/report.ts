import type { ImageSyncSpec, SyncedImage, SyncedImages } from "../../model";

/**
 * Why a step fails: nothing where every image is as declared, else each reason with the tags that have it.
 * @param problem what ended the work before its time
 */
export function failureReasons(
    spec: ImageSyncSpec,
    images: SyncedImages,
    seconds: number,
    problem: string | undefined,
): string[] {
    const unfinished = Object.entries(images).filter(([, image]) => isFailure(spec, image));
    const unnamed = problem !== undefined && unfinished.length === 0 ? [problem] : [];
    const tags = new Map<string, string[]>();
    for (const [tag, image] of unfinished) {
        const reason = image.issue ?? lateText(seconds);
        tags.set(reason, [...(tags.get(reason) ?? []), tag]);
    }
    return [...[...tags].map(([reason, names]) => `${names.join(", ")}: ${reason}`), ...unnamed];
}

/** Without `wait` a task that runs is as it should be. */
function isFailure(spec: ImageSyncSpec, { status, issue }: SyncedImage): boolean {
    return status === "failed" || (status === "running" && (spec.wait || issue !== undefined));
}

function lateText(seconds: number): string {
    return `still running after ${seconds} s; it goes on in the cloud, and the next up joins it`;
}
