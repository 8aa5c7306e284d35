import type { z } from "zod";
import type { ImageCloud } from "../../model";
import type { Judge } from "../filters/judging";

type Args = Record<string, unknown>;
type Fields = Readonly<Record<string, z.ZodType>>;

/** Names that a path keeps, with the reason and the way out. */
export interface Kept {
    readonly tags?: string;
    readonly repository?: string;
}

/** What a cloud's images are like as sources and as targets; keys with `optional()` may be left out. */
export interface ImageSchema {
    readonly cloud: ImageCloud;
    /** For sentences: `Alibaba Cloud CR EE`. */
    readonly product: string;
    readonly source: Fields;
    /** What a target is, however the images get there. */
    readonly target: Fields;
    /** Args that others have, by path, and what to do instead. */
    readonly elsewhere: Readonly<Record<string, string>>;
    /** Judges `tagFilter` where this is the source; it is matched against whole tags. */
    readonly judge: Judge;
    /** What makes two ends one place, and what to choose otherwise. */
    readonly place: { readonly parts: (end: Args) => readonly unknown[]; readonly choose: string };
    /** Whether the cloud's rules say if tags are overwritten: then a sync by a rule does as the rule. */
    readonly rulesOverride: boolean;
    /** What the parts of one end together get wrong; only asked about parts that are each right. */
    readonly end?: (path: "source" | "target", end: Args) => EndVerdict;
    /** What two ends that are both here get wrong together; only asked about args that are each right. */
    readonly together?: (args: Args) => readonly string[];
    /** The cloud's own call; absent: it has none, and everything is copied from registry to registry. */
    readonly call?: CallSchema;
}

export interface EndVerdict {
    readonly failures: readonly string[];
    readonly warnings: readonly string[];
}

/** A cloud's own call, which syncs images from one of its places to another. */
export interface CallSchema {
    /** Fields in which both ends must be equal for the call to reach from one to the other. */
    readonly within: readonly string[];
    /** For sentences: where the call reaches, `inside one TCR registry`. */
    readonly reach: string;
    /** What only this call is told of a target. */
    readonly target: Fields;
    /** Options of this call alone. */
    readonly options: Fields;
    readonly elsewhere: Readonly<Record<string, string>>;
    /** What to choose where the ends are one place; default: as for every path. */
    readonly choose?: string;
    readonly keeps: (args: Args) => Kept;
    /** What two args together get wrong; only asked about args that are each right. */
    readonly together: (args: Args) => readonly string[];
}
