import { RegistryError } from "../errors";
import { getBlob, headBlob } from "./blobs";
import { json, type RegistryAnswer, type RegistryExchange } from "./exchange";
import { deleteManifest, getManifest, listReferrers, putManifest } from "./manifests";
import type { Storage } from "./storage";
import { listTags } from "./tags";
import type { Uploading } from "./uploading";

/** What the operations need beside the request. */
export interface HandlingWith {
    readonly storage: Storage;
    readonly uploading: Uploading;
    readonly mountRefused: boolean;
}

/**
 * Does what a request asks for, which its token allows.
 * @throws RegistryError
 */
export function handle(
    exchange: RegistryExchange,
    { storage, uploading, mountRefused }: HandlingWith,
): RegistryAnswer | Promise<RegistryAnswer> {
    switch (exchange.call.operation) {
        case "ping":
            return json(200, {});
        case "getManifest":
            return getManifest(exchange);
        case "putManifest":
            return putManifest(exchange);
        case "deleteManifest":
            return deleteManifest(exchange);
        case "listTags":
            return listTags(exchange);
        case "listReferrers":
            return listReferrers(exchange);
        case "headBlob":
            return headBlob(exchange);
        case "getBlob":
            return getBlob(exchange, storage);
        case "startUpload":
            return uploading.start(exchange);
        case "mountBlob":
            return uploading.mount(exchange, mountRefused);
        case "getUpload":
            return uploading.status(exchange);
        case "patchUpload":
            return uploading.patch(exchange);
        case "putUpload":
            return uploading.put(exchange);
        case "deleteUpload":
            return uploading.cancel(exchange);
        default:
            throw new RegistryError("UNSUPPORTED", "the registry knows no such operation");
    }
}
