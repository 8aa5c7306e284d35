import type { ImageEnd, ImageSyncSpec } from "../../model";
import { formatId } from "../../rules/identity";
import { isKnown } from "../../validation/schema";

/**
 * The id of an image sync: its source, its target, and the resource's logical name, since two resources may sync
 * other tags of the same repositories. The same for the same declaration, whatever became of it.
 * @throws Error when a part of an end is not known: then nothing can have been synced
 */
export function imageSyncId({ source, target, __urn }: ImageSyncSpec): string {
    const parts = [...placeOf(source), ...(target.cloud === source.cloud ? [] : [target.cloud]), ...placeOf(target)];
    if (!parts.every((part) => typeof part === "string" && isKnown(part))) {
        throw new Error("an image sync needs region, instanceId, namespace and repository of both ends to be known");
    }
    return formatId(source.cloud, __urn === undefined ? parts : [...parts, logicalName(__urn)]);
}

function placeOf({ region, instanceId, namespace, repository }: ImageEnd): string[] {
    return [region, ...(instanceId === undefined ? [] : [instanceId]), namespace, repository];
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`: the name may hold the separator, the others cannot. */
function logicalName(urn: string): string {
    const parts = urn.split("::");
    return parts.length > 3 ? parts.slice(3).join("::") : (parts.at(-1) ?? "");
}
