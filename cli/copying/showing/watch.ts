import type { CopyProgress } from "../../../provider/oci/copy";

/** How far the images are, for whoever watches: on standard error. */
export interface Watch {
    progress(tag: string, progress: CopyProgress): void;
    /** The image is no longer on its way. */
    done(tag: string): void;
    stop(): void;
}
