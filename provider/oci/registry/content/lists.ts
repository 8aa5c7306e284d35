import * as v from "valibot";
import type { Descriptor } from "../port";
import { oddAnswer, type Asked } from "../wire/errors";
import { descriptor } from "../../content/descriptor";
import { object } from "../../../validation/json";

const index = object({ manifests: v.nullish(v.array(descriptor)) });

/**
 * What an index lists.
 * @throws ImageSyncError `invalid` where it is none
 */
export function listedIn(asked: Asked, bytes: Buffer): readonly Descriptor[] {
    const read = v.safeParse(index, jsonOf(bytes));
    if (!read.success) {
        throw oddAnswer(asked, "answered something that is no image index");
    }
    return read.output.manifests ?? [];
}

/** The JSON of some bytes; undefined where they are none. */
export function jsonOf(bytes: Buffer): unknown {
    try {
        return JSON.parse(bytes.toString("utf8"));
    } catch {
        return undefined;
    }
}
