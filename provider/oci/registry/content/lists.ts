import * as v from "valibot";
import type { Descriptor } from "../port";
import { oddAnswer, type Asked } from "../wire/errors";
import { descriptor } from "../../content/descriptor";
import { object, readJson } from "../../../validation/json";

const index = object({ manifests: v.nullish(v.array(descriptor)) });

/**
 * What an index lists.
 * @throws ImageSyncError `invalid` where it is none
 */
export function listedIn(asked: Asked, bytes: Buffer): readonly Descriptor[] {
    const read = readJson(index, bytes);
    if (!read) {
        throw oddAnswer(asked, "answered something that is no image index");
    }
    return read.manifests ?? [];
}
