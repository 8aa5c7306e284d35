import type { ImageEnd, ImageSyncSpec } from "../../model";
import { formatId } from "../../identity";
import { isKnown, unknownValue } from "../../validation/schema";

/**
 * The id of an image sync: its source, its target, and the resource's logical name, since two resources may sync
 * other tags of the same repositories. The same for the same declaration, whatever became of it. In a sync of a
 * whole rule that takes a namespace, `*` stands for its repositories.
 * @throws Error when a part of an end is not known: then nothing can have been synced
 */
export function imageSyncId({ source, target, __urn }: ImageSyncSpec): string {
    const parts = [...placeOf(source), ...(target.cloud === source.cloud ? [] : [target.cloud]), ...placeOf(target)];
    if (!parts.every((part): part is string => typeof part === "string" && isKnown(part))) {
        throw new Error("an image sync needs every part of both ends to be known");
    }
    return formatId(source.cloud, __urn === undefined ? parts : [...parts, logicalName(__urn)]);
}

/** Of a cloud's end always the same parts; of a generic end the host and the path, whatever its namespace is called. */
function placeOf(end: ImageEnd): (string | undefined)[] {
    const { cloud, region, host, instanceId, namespace, repository = wholeNamespace } = end;
    if (cloud !== "generic") {
        return [region, ...(instanceId === undefined ? [] : [instanceId]), namespace, repository];
    }
    const path = [namespace, repository];
    return [host, path.every(isKnown) ? path.filter((part) => part !== undefined).join("/") : unknownValue];
}

/** In place of a repository; no repository is called so. */
const wholeNamespace = "*";

/** `urn:pulumi:<stack>::<project>::<type>::<name>`: the name may hold the separator, the others cannot. */
function logicalName(urn: string): string {
    const parts = urn.split("::");
    return parts.length > 3 ? parts.slice(3).join("::") : (parts.at(-1) ?? "");
}
