import { type ImageSyncSpec, type SyncedImage, type SyncedImages } from "../model";
import { pathOf } from "../registry";

/**
 * Why a step fails: nothing where every image is as declared, else a heading and a line for each reason with the tags
 * that have it. @param problem what ended the work before its time
 */
export function failureReasons(
    spec: ImageSyncSpec,
    images: SyncedImages,
    seconds: number,
    problem: string | undefined,
): string[] {
    const unfinished = Object.entries(images).filter(([, image]) => isFailure(spec, image));
    if (unfinished.length === 0 && problem === undefined) {
        return [];
    }
    const tags = new Map<string, string[]>();
    for (const [tag, image] of unfinished) {
        const reason = image.issue ?? lateText(image, seconds);
        tags.set(reason, [...(tags.get(reason) ?? []), tag]);
    }
    const total = Object.keys(images).length;
    const heading = `${unfinished.length} of ${total} images are not synced from ${pathOf(spec.source)} to ${pathOf(spec.target)}; the next up runs just these`;
    return [heading, ...[...tags].map(([reason, names]) => `${names.join(", ")}: ${reason}`)];
}

/** Without `wait` a task that runs is as it should be. */
function isFailure(spec: ImageSyncSpec, { status, issue }: SyncedImage): boolean {
    return status === "failed" || (status === "running" && (spec.wait || issue !== undefined));
}

function lateText({ taskId }: SyncedImage, seconds: number): string {
    const task = taskId === undefined ? "its sync" : `task ${taskId}`;
    return `still running after ${seconds} s; ${task} goes on, and the next up joins it`;
}
