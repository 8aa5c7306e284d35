import { createHash } from "node:crypto";
import type { Emulator } from "../../../../emulator";
import type { RuleCloud, CloudImageEnd, CloudImageSyncSpec } from "../../../../provider/model";
import type { Session } from "../../../../provider/process/session";
import type { Copy, ImagePort } from "../../../../provider/registry";

/** What the cloud's console does with one repository; acts at once, and is not counted as a request. */
export interface RepositoryConsole {
    /** An empty repository; its namespace is there. */
    readonly add: (emulator: Emulator, place: CloudImageEnd) => void;
    readonly push: (emulator: Emulator, place: CloudImageEnd, tag: string, digest: string) => void;
    /** `sha256:…`, undefined where there is no such tag or no such repository. */
    readonly digest: (emulator: Emulator, place: CloudImageEnd, tag: string) => string | undefined;
}

/** What the console does with tasks, where the cloud has some. */
export interface TaskConsole {
    /** Tasks from now on take so long: first they wait, from the middle on they run. */
    readonly last: (emulator: Emulator, seconds: number) => void;
    /** The next task of this tag fails in the end, with what `issue` says. */
    readonly failNext: (emulator: Emulator, tag: string) => void;
    readonly issue: string;
    /** The next task of this tag is unknown when it ought to end. */
    readonly vanishNext: (emulator: Emulator, tag: string) => void;
    /** The ids of a source repository's tasks, oldest first. */
    readonly ids: (emulator: Emulator, source: CloudImageEnd) => readonly string[];
    /** The namespace of a target that is not the usual one. */
    readonly otherNamespace: string;
}

/** One cloud, as the contract of image ports needs it. */
export interface ImageCase {
    readonly cloud: RuleCloud;
    readonly connect: (session: Session) => ImagePort;
    /** A repository that a new world does not have, in a namespace that it has. */
    readonly source: CloudImageEnd;
    readonly target: CloudImageEnd;
    readonly console: RepositoryConsole;
    /** Absent where the answer of the call is the sync. */
    readonly tasks?: TaskConsole;
    /** What the port has beyond the rest. */
    readonly optional: readonly ("underway" | "look" | "detail" | "cancel")[];
    /** Another name for the target's repository and for tags is possible. */
    readonly renames: boolean;
    /** Whether each copy has a call of its own; else one call starts them all. */
    readonly callPerCopy: boolean;
    /** Changes that lead to a registry which is not there; absent where a region has one and no more. */
    readonly absentRegistry?: Partial<CloudImageEnd>;
    /** The action that starts syncs, and the ones that read tags. */
    readonly startAction: string;
    readonly tagActions: readonly string[];
    /** The largest page of tags. */
    readonly pageSize: number;
    /** The host, in the words of the cloud's API, from which the target is pulled. */
    readonly host: (emulator: Emulator) => Promise<string>;
    /** Config key of the secret half, for wrong keys. */
    readonly secretKey: string;
}

/** What a test's sync has otherwise than the usual one. */
export interface SpecChanges extends Partial<Omit<CloudImageSyncSpec, "source" | "target">> {
    readonly source?: Partial<CloudImageEnd>;
    readonly target?: Partial<CloudImageEnd>;
}

/** An image sync as `check` hands it on. */
export function specOf(row: ImageCase, { source, target, ...options }: SpecChanges = {}): CloudImageSyncSpec {
    return {
        source: { ...row.source, ...source },
        target: { ...row.target, ...target },
        override: false,
        wait: true,
        timeoutSeconds: 3600,
        ...options,
    };
}

/** Copies under the same name. */
export function copiesOf(...tags: string[]): Copy[] {
    return tags.map((tag) => ({ source: tag, target: tag }));
}

/** The digest of an image that is told from others by this text. */
export function digestOfText(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
