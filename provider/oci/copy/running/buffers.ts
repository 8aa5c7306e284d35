import { setFlagsFromString } from "node:v8";

/**
 * Lets the thread that takes new buffers free the old ones, for the whole process. By default V8 frees them on another
 * thread, and both contend for the allocator: a fourth of what a copy of gigabytes costs (npm run bench:copy).
 */
export function freeBuffersAtOnce(): void {
    setFlagsFromString("--no-concurrent-array-buffer-sweeping");
}
