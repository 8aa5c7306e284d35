import type { CloudName, Emulator } from "../../../../emulator";

type Args = Readonly<Record<string, unknown>>;

export type End = "source" | "target";

/** The source's and the target's repository `name`. */
export interface Ends {
    readonly source: Args;
    readonly target: Args;
}

/** What the console shows of tasks and does with them, where the cloud has some. */
export interface TaskRow {
    /** Tasks that begin from now on take so many seconds. */
    last(emulator: Emulator, seconds: number): void;
    /** The tags of all tasks that ever began, with the cloud's word for how each is now; oldest first. */
    all(emulator: Emulator): readonly { readonly tag: string; readonly status: string }[];
    /** The cloud's words for a task that goes on, one that is done, and one that was cancelled, where it can be. */
    readonly words: { readonly moving: readonly string[]; readonly done: string; readonly cancelled?: string };
    /** The actions that ask how tasks are, and how many of them a second the process may send on average. */
    readonly questions: { readonly actions: readonly string[]; readonly perSecond: number };
}

/** One cloud, as the journeys of image syncs need it. */
export interface ImageRow {
    readonly cloud: CloudName;
    ends(repository: string): Ends;
    /** The source's and the target's path in messages. */
    path(end: End, repository: string): string;
    readonly host: (emulator: Emulator) => Promise<string>;
    /** The action that starts syncs; for one tag, or for all at once. */
    readonly start: { readonly action: string; readonly perTag: boolean };
    /** Whether a tag may have another name in the target. */
    readonly renames: boolean;
    readonly tasks?: TaskRow;
    /** Makes the source's repository, and what the target needs for it. */
    add(emulator: Emulator, repository: string): void;
    /** Pushes a tag; another `build` has another digest. */
    push(emulator: Emulator, end: End, repository: string, tag: string, build?: string): void;
    /** Somebody deletes a tag. */
    remove(emulator: Emulator, end: End, repository: string, tag: string): void;
    /** `sha256:…`; undefined where there is no such tag. */
    digest(emulator: Emulator, end: End, repository: string, tag: string): string | undefined;
    /** The next sync of this tag fails for good. */
    failNext(emulator: Emulator, tag: string): void;
    /** What a person reads of that. */
    readonly reason: RegExp;
    /** Calls beyond this many a second, for one action, are throttled. */
    limit(emulator: Emulator, perSecond: number): void;
}
