import { type Work, copyOne } from "./one";
import type { Outcome } from "./outcome";
import type { Show } from "./showing";
import type { Wanted } from "./tags";

/** The copier bounds what streams; this only keeps thousands of tags from being looked at in one go. */
const imagesAtOnce = 24;

/** Copies all images, as many at once as is good, and shows each as it ends. After a cancellation none is begun. */
export async function copyAll(work: Work, wanted: readonly Wanted[], show: Show): Promise<Outcome[]> {
    const queue = [...wanted];
    const outcomes: Outcome[] = [];
    const worker = async (): Promise<void> => {
        for (let next = queue.shift(); next && !work.options.signal?.aborted; next = queue.shift()) {
            const { target } = next;
            const outcome = await copyOne(work, next, (progress) => show.progress(target, progress));
            outcomes.push(outcome);
            show.done(outcome);
        }
    };
    await Promise.all(Array.from({ length: imagesAtOnce }, worker));
    return outcomes;
}
