import * as v from "valibot";
import { object, record } from "../../validation/json";
import { isDigest } from "./digest";

const notBytes = "no number of bytes";
const platform = object({ os: v.string(), architecture: v.string(), variant: v.optional(v.string()) });

/** An entry of a manifest or of a list of referrers; what is not needed to copy it may be anything. */
export const descriptor = object({
    mediaType: v.pipe(v.string(), v.nonEmpty("empty")),
    digest: v.pipe(v.string(), v.check(isDigest, "no digest that can be verified")),
    size: v.pipe(v.number(), v.safeInteger(notBytes), v.minValue(0, notBytes)),
    urls: v.fallback(v.optional(v.array(v.string())), undefined),
    // Docker writes an empty platform beside attestations and old entries.
    platform: v.fallback(v.optional(platform), undefined),
    artifactType: v.fallback(v.optional(v.string()), undefined),
    annotations: v.fallback(v.optional(record(v.string())), undefined),
});
