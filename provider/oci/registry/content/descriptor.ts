import type { Descriptor } from "../port";
import { oddAnswer, type Asked } from "../wire/errors";
import { lazily } from "../../../validation/lazily";
import { isDigest } from "./digest";

const index = lazily((z) => {
    const descriptor = z.object({
        mediaType: z.string(),
        digest: z.string().refine(isDigest),
        size: z.number().int().nonnegative(),
        urls: z.array(z.string()).optional(),
        platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
        artifactType: z.string().optional(),
        annotations: z.record(z.string(), z.string()).optional(),
    });
    return z.object({ manifests: z.array(descriptor).nullish() });
});

/**
 * What an index lists.
 * @throws ImageSyncError `invalid` where it is none
 */
export function listedIn(asked: Asked, bytes: Buffer): readonly Descriptor[] {
    const read = index().safeParse(jsonOf(bytes));
    if (!read.success) {
        throw oddAnswer(asked, "answered something that is no image index");
    }
    return read.data.manifests ?? [];
}

/** The JSON of some bytes; undefined where they are none. */
export function jsonOf(bytes: Buffer): unknown {
    try {
        return JSON.parse(bytes.toString("utf8"));
    } catch {
        return undefined;
    }
}
